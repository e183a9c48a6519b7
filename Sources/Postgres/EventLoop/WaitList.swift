internal import CLibpq
internal import Glibc

/// The tasks that wait, by descriptor: the array that `ppoll(2)` takes, and the continuations beside it.
///
/// Entries keep their order, and a slot's memory is reused, so a wait costs no allocation once the arrays have grown.
struct WaitList {
    private struct Waiter {
        var continuation: UnsafeContinuation<Bool, Never>
        /// Nanoseconds of the monotonic clock; `Int64.max` for none.
        var deadline: Int64
    }

    // descriptors[0] is the wake-up descriptor; descriptors[i + 1] belongs to waiters[i].
    private var descriptors: [pollfd]
    private var waiters: [Waiter] = []
    private var timed = 0

    init(wakeUp: Int32) { descriptors = [pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0)] }

    /// Adds a wait; a negative descriptor waits for the timeout alone.
    mutating func add(
        _ descriptor: Int32, _ events: Int16, _ timeout: Duration?, _ continuation: UnsafeContinuation<Bool, Never>
    ) {
        var deadline = Int64.max
        if let timeout {
            deadline = Self.now() &+ max(0, timeout.nanoseconds)
            timed += 1
        }
        descriptors.append(pollfd(fd: descriptor, events: events, revents: 0))
        waiters.append(Waiter(continuation: continuation, deadline: deadline))
    }

    /// Waits until something is ready, a deadline passes or another thread wakes the loop, and resumes the tasks due.
    mutating func poll() {
        let timeout = untilNextDeadline()
        let ready = descriptors.withUnsafeMutableBufferPointer { buffer in
            guard var timeout else { return ppoll(buffer.baseAddress, nfds_t(buffer.count), nil, nil) }
            return ppoll(buffer.baseAddress, nfds_t(buffer.count), &timeout, nil)
        }
        // Interrupted by a signal: nothing in the array is valid, and the loop comes back.
        if ready < 0 { return }
        if descriptors[0].revents != 0 {
            var count: eventfd_t = 0
            eventfd_read(descriptors[0].fd, &count)
        }
        resume(now: timed > 0 ? Self.now() : 0) { $0.revents != 0 }
    }

    /// Resumes all tasks that wait for a descriptor, or take the pause of that mark, as if it were ready.
    mutating func forget(_ descriptor: Int32) {
        // Waits whose descriptor is gone, and sleeps.
        guard descriptor != -1 else { return }
        resume(now: 0) { $0.fd == descriptor }
    }

    private mutating func resume(now: Int64, where isReady: (pollfd) -> Bool) {
        var kept = 0
        var late: [Waiter] = []
        for index in waiters.indices {
            let isReady = isReady(descriptors[index + 1])
            let waiter = waiters[index]
            if isReady || waiter.deadline <= now {
                if waiter.deadline != .max { timed -= 1 }
                if isReady { waiter.continuation.resume(returning: true) } else { late.append(waiter) }
            } else {
                if kept != index {
                    waiters[kept] = waiter
                    descriptors[kept + 1] = descriptors[index + 1]
                }
                kept += 1
            }
        }
        waiters.removeLast(waiters.count - kept)
        descriptors.removeLast(descriptors.count - kept - 1)
        // A machine that stood still may let several deadlines pass at once; their order stays what it was to be.
        for waiter in late.sorted(by: { $0.deadline < $1.deadline }) { waiter.continuation.resume(returning: false) }
    }

    private func untilNextDeadline() -> timespec? {
        guard timed > 0 else { return nil }
        let left = max(0, waiters.reduce(Int64.max) { min($0, $1.deadline) } - Self.now())
        return timespec(tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
    }

    /// Nanoseconds of the monotonic clock.
    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension Duration {
    /// The whole nanoseconds; what does not fit is as good as for ever.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        // A quarter of the range, so that a sum with the clock cannot overflow.
        guard seconds.magnitude < 1 << 31 else { return seconds < 0 ? 0 : Int64.max / 4 }
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
