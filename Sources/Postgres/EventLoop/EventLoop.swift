internal import CLibpq
internal import DequeModule
internal import Glibc
internal import Synchronization

/// An executor of one thread that runs jobs first in, first out, and waits for file descriptors in between.
///
/// Everything that touches a ``Connection`` runs on its loop, so libpq's rule of one thread at a time holds without
/// locks. The loop waits in `ppoll(2)` only when no job is left, and resumes the tasks that waited for a descriptor
/// that is ready, in the order in which they began to wait. No other thread, timer or queue takes part.
public final class EventLoop: TaskExecutor, @unchecked Sendable {
    // `jobs` and `waits` are the running thread's alone; `inbox` is what other threads see.
    private var jobs = Deque<UnownedJob>()
    private var waits: WaitList
    private let inbox = Mutex<[UnownedJob]>([])
    private let wakeUp: Int32
    /// The thread inside ``run(_:)``; 0 while there is none.
    private let owner = Atomic<UInt>(0)

    /// Creates a loop; its thread will be the one that calls ``run(_:)``.
    public init() {
        wakeUp = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        waits = WaitList(wakeUp: wakeUp)
    }

    deinit { close(wakeUp) }

    /// Runs `body` as a task on this loop, on the calling thread, and returns when it has ended.
    ///
    /// Not from inside the loop, and by one thread at a time. Whatever `body` left running stays suspended until the
    /// next call.
    ///
    /// - Throws: What `body` throws.
    public func run<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) throws -> T {
        let (idle, _) = owner.compareExchange(
            expected: 0, desired: UInt(pthread_self()), ordering: .sequentiallyConsistent)
        precondition(idle, "EventLoop.run was called while the loop was running")
        defer { owner.store(0, ordering: .sequentiallyConsistent) }

        let outcome = Outcome<T>()
        Task(executorPreference: self) {
            do { outcome.result = .success(try await body()) } catch { outcome.result = .failure(error) }
        }
        while true {
            drain()
            if let result = outcome.result { return try result.get() }
            waits.poll()
        }
    }

    /// Takes a job in; from another thread it also wakes the loop.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        guard !isHere else { return jobs.append(job) }
        let wasEmpty = inbox.withLock { inbox in
            inbox.append(job)
            return inbox.count == 1
        }
        // A thread that added to an inbox that was not empty relies on the wake-up that the first one sent.
        if wasEmpty { eventfd_write(wakeUp, 1) }
    }

    private func drain() {
        let executor = asUnownedTaskExecutor()
        while true {
            while let job = jobs.popFirst() { job.runSynchronously(on: executor) }
            let foreign = inbox.withLock { inbox in
                defer { inbox.removeAll(keepingCapacity: true) }
                return inbox
            }
            if foreign.isEmpty { return }
            jobs.append(contentsOf: foreign)
        }
    }

    /// Suspends until the descriptor can be read without blocking (end of file and errors count), or the timeout,
    /// in real time, has passed.
    ///
    /// - Returns: False if the time ran out.
    public func waitReadable(_ descriptor: Int32, timeout: Duration? = nil) async -> Bool {
        await wait(descriptor, for: Int16(POLLIN), timeout: timeout)
    }

    /// Suspends until the descriptor can be written without blocking (errors count), or the timeout, in real time,
    /// has passed.
    ///
    /// - Returns: False if the time ran out.
    public func waitWritable(_ descriptor: Int32, timeout: Duration? = nil) async -> Bool {
        await wait(descriptor, for: Int16(POLLOUT), timeout: timeout)
    }

    /// Suspends for a while of real time.
    public func sleep(for duration: Duration) async {
        _ = await wait(-1, for: 0, timeout: duration)
    }

    func wait(_ descriptor: Int32, for events: Int16, timeout: Duration?) async -> Bool {
        assertIsolated()
        return await withUnsafeContinuation { continuation in
            waits.add(descriptor, events, timeout, continuation)
        }
    }

    /// Resumes all tasks that wait for a descriptor that is about to be closed, or take a ``Pause``, as if it were
    /// ready.
    func forget(_ descriptor: Int32) {
        assertIsolated()
        waits.forget(descriptor)
    }

    /// Whether the caller is on the thread that runs the loop.
    private var isHere: Bool { owner.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// Stops a build for debugging whose caller is not on the thread that runs the loop.
    func assertIsolated(file: StaticString = #fileID, line: UInt = #line) {
        assert(isHere, "used on another thread than the one that runs its event loop", file: file, line: line)
    }
}

/// Where a task leaves its result for the thread that started it; both are the loop's thread.
private final class Outcome<T: Sendable>: @unchecked Sendable {
    var result: Result<T, any Error>?
}
