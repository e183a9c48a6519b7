import Bits

/// A world's virtual time and the timers that wait for it. Time moves only when the scheduler says so.
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
    private let confinement = Confinement()
    private var frozen: Set<ProcessID> = []
    private var late: Set<Int> = []
    private var nextID = 0
    private var cancelledEarly: Set<Int> = []

    /// Starts at zero.
    package init() {}

    /// The earliest timer that is not due yet, of a process that moves.
    package var next: Timer? { timers.first { $0.due > now && !frozen.contains($0.process) } }

    /// Whether a timer of a process was due and has not fired, because the process was frozen.
    package func hasOverdue(_ process: ProcessID) -> Bool {
        timers.contains { $0.process == process && $0.due <= now }
    }

    /// Moves time forward; it never goes back.
    package func move(to time: Duration) {
        confinement.assertIsolated()
        now = max(now, time)
    }

    /// Wakes the process of the earliest timer that is due; a process that was frozen when it was due is left alone.
    ///
    /// - Returns: Whether there was one.
    package func fireDue() -> Bool {
        confinement.assertIsolated()
        let due = timers.firstIndex { $0.due <= now && !frozen.contains($0.process) && !late.contains($0.id) }
        guard let due else { return false }
        timers.remove(at: due).continuation.resume()
        return true
    }

    /// Wakes a process for all its timers that are due.
    package func fireOverdue(of process: ProcessID) {
        confinement.assertIsolated()
        let due = timers.filter { $0.process == process && $0.due <= now }
        timers.removeAll { $0.process == process && $0.due <= now }
        for timer in due { timer.continuation.resume() }
    }

    /// Keeps a process's timers from firing.
    package func freeze(_ process: ProcessID) { frozen.insert(process) }

    /// Lets a process's timers fire again; those that are overdue wait for ``fireOverdue(of:)``.
    package func thaw(_ process: ProcessID) {
        frozen.remove(process)
        for timer in timers where timer.process == process && timer.due <= now { late.insert(timer.id) }
    }

    /// Ends every timer of a process with `CancellationError`.
    package func kill(_ process: ProcessID) {
        confinement.assertIsolated()
        let ended = timers.filter { $0.process == process }
        timers.removeAll { $0.process == process }
        for timer in ended { timer.continuation.resume(throwing: CancellationError()) }
    }

    func sleep(until due: Duration, by process: ProcessID) async throws {
        confinement.assertIsolated()
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
        confinement.assertIsolated()
        if let index = timers.firstIndex(where: { $0.id == id }) {
            timers.remove(at: index).continuation.resume(throwing: CancellationError())
        } else {
            cancelledEarly.insert(id)
        }
    }
}
