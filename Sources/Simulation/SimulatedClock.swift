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
