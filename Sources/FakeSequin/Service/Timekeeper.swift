/// A clock that counts from the moment it was made, so that the pure state and the waiting share one time.
protocol Timekeeper: Sendable {
    /// Time since start.
    var now: Duration { get }
    /// Waits until that much time has passed since start.
    func sleep(until time: Duration) async throws
}

struct ClockTimekeeper<Base: Clock<Duration>>: Timekeeper {
    private let clock: Base
    private let start: Base.Instant

    init(_ clock: Base) {
        self.clock = clock
        start = clock.now
    }

    var now: Duration { start.duration(to: clock.now) }

    func sleep(until time: Duration) async throws {
        try await clock.sleep(until: start.advanced(by: time), tolerance: nil)
    }
}
