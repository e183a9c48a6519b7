/// A world's virtual time and the timers that wait for it. Time moves only when the scheduler says so.
///
/// One thread uses it: the one that runs the world.
package final class Timeline: @unchecked Sendable {
    /// A process that sleeps.
    package struct Timer {
        /// When it is due, since the start of the world.
        package let due: Duration
        /// Its number, in order of arrival.
        package let id: Int
        /// Who sleeps.
        package let process: ProcessID
        fileprivate let continuation: UnsafeContinuation<Void, any Error>
    }

    /// The time since the start of the world.
    package private(set) var now: Duration = .zero
    /// The timers that wait, the earliest first; equal ones in order of arrival.
    package private(set) var timers: [Timer] = []
    private var nextID = 0
    private var cancelledEarly: Set<Int> = []

    /// Starts at zero.
    package init() {}

    /// The earliest timer.
    package var earliest: Timer? { timers.first }

    /// Moves time forward; it never goes back.
    package func move(to time: Duration) {
        now = max(now, time)
    }

    /// Wakes the earliest timer's process.
    package func fireEarliest() {
        guard !timers.isEmpty else { return }
        timers.removeFirst().continuation.resume()
    }

    /// Ends every timer of a process with `CancellationError`.
    package func kill(_ process: ProcessID) {
        let ended = timers.filter { $0.process == process }
        timers.removeAll { $0.process == process }
        for timer in ended { timer.continuation.resume(throwing: CancellationError()) }
    }

    fileprivate func sleep(until due: Duration, by process: ProcessID) async throws {
        try Task.checkCancellation()
        if due <= now { return }
        let id = nextID
        nextID += 1
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Void, any Error>) in
                if cancelledEarly.remove(id) != nil {
                    continuation.resume(throwing: CancellationError())
                    return
                }
                let timer = Timer(due: due, id: id, process: process, continuation: continuation)
                timers.insert(timer, at: timers.firstIndex { $0.due > due } ?? timers.endIndex)
            }
        } onCancel: {
            cancel(id)
        }
    }

    private func cancel(_ id: Int) {
        if let index = timers.firstIndex(where: { $0.id == id }) {
            timers.remove(at: index).continuation.resume(throwing: CancellationError())
        } else {
            cancelledEarly.insert(id)
        }
    }
}

/// A clock that shows a world's virtual time to one process.
package struct SimulatedClock: Clock {
    /// A moment since the start of the world.
    package struct Instant: InstantProtocol {
        /// The time since the start of the world.
        package var offset: Duration
        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (a: Instant, b: Instant) -> Bool { a.offset < b.offset }
    }

    private let timeline: Timeline
    private let process: ProcessID

    /// A process's view of a timeline.
    package init(_ timeline: Timeline, for process: ProcessID) {
        self.timeline = timeline
        self.process = process
    }

    package var now: Instant { Instant(offset: timeline.now) }
    package var minimumResolution: Duration { .nanoseconds(1) }

    /// Parks the process until time has come.
    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await timeline.sleep(until: deadline.offset, by: process)
    }
}
