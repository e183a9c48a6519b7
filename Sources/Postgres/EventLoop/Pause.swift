internal import Synchronization

/// Pauses of a task on an event loop, which end early once they are not wanted any more.
///
/// A loop that has ended leaves a task suspended that still sleeps, and what the task holds with it.
public final class Pause: @unchecked Sendable {
    private let loop: EventLoop
    /// Stands for a descriptor in the loop's list: negative, so that ppoll(2) passes over it, and this pause's
    /// alone.
    private let mark = Int32(truncatingIfNeeded: Pause.marks.subtract(1, ordering: .relaxed).newValue)
    /// Whether no task pauses any more.
    public private(set) var isOver = false

    /// The marks given so far; -1 is for waits that only their timeout ends.
    private static let marks = Atomic(-1)

    /// Creates pauses on a loop.
    public init(on loop: EventLoop) { self.loop = loop }

    /// Suspends for a while of real time, or until ``end()`` is called; not at all once it has been.
    public func take(_ duration: Duration) async {
        if !isOver { _ = await loop.wait(mark, for: 0, timeout: duration) }
    }

    /// Resumes the tasks that pause; no task pauses any more.
    public func end() {
        isOver = true
        loop.forget(mark)
    }
}
