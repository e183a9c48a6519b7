import Synchronization

/// A clock that stands still until a test advances it, so that no test waits real time.
///
/// ```swift
/// let clock = ManualClock()
/// async let late: Void = clock.sleep(for: .seconds(60))
/// await clock.waitForSleepers(1)
/// clock.advance(by: .seconds(60))
/// try await late
/// ```
public final class ManualClock: Clock, Sendable {
    /// A moment of a manual clock.
    public struct Instant: InstantProtocol {
        /// Time since the clock was made.
        public var sinceStart: Duration

        /// The moment `duration` later.
        public func advanced(by duration: Duration) -> Instant { Instant(sinceStart: sinceStart + duration) }
        /// How long it is until `other`.
        public func duration(to other: Instant) -> Duration { other.sinceStart - sinceStart }
        /// Whether `lhs` is earlier.
        public static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.sinceStart < rhs.sinceStart }
    }

    private struct Sleeper {
        var number: Int
        var wakes: Duration
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Duration.zero
        var lastNumber = 0
        /// Sleeps that were cancelled before they began.
        var cancelled: Set<Int> = []
        var sleepers: [Sleeper] = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// Creates a clock that shows zero.
    public init() {}

    /// What it shows.
    public var now: Instant { Instant(sinceStart: state.withLock { $0.now }) }

    /// The smallest step; nothing is rounded.
    public var minimumResolution: Duration { .zero }

    /// How many tasks sleep.
    public var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// Sleeps until the clock is advanced to `deadline`.
    ///
    /// - Throws: `CancellationError`, at once, when the task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        // A cancellation that comes as the sleep ends finds no sleeper, and must not be remembered for ever.
        defer { state.withLock { _ = $0.cancelled.remove(number) } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                lieDown(Sleeper(number: number, wakes: deadline.sinceStart, continuation: continuation))
            }
        } onCancel: {
            cancel(number)
        }
    }

    /// Moves time on, and wakes the sleepers that are due, in the order in which they are due.
    public func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration
            let now = state.now
            let due = state.sleepers.filter { $0.wakes <= now }
            state.sleepers.removeAll { $0.wakes <= now }
            return due.sorted { ($0.wakes, $0.number) < ($1.wakes, $1.number) }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Waits until at least `count` tasks sleep, so that advancing the clock finds them there.
    public func waitForSleepers(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.sleepers.count >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    private enum Rest {
        case over
        case cancelled
        case begun(awaited: [CheckedContinuation<Void, Never>])
    }

    private func lieDown(_ sleeper: Sleeper) {
        let rest: Rest = state.withLock { state in
            if state.cancelled.contains(sleeper.number) { return .cancelled }
            if sleeper.wakes <= state.now { return .over }
            state.sleepers.append(sleeper)
            let count = state.sleepers.count
            let awaited = state.watchers.filter { $0.count <= count }.map(\.continuation)
            state.watchers.removeAll { $0.count <= count }
            return .begun(awaited: awaited)
        }
        switch rest {
        case .over: sleeper.continuation.resume()
        case .cancelled: sleeper.continuation.resume(throwing: CancellationError())
        case .begun(let awaited): for watcher in awaited { watcher.resume() }
        }
    }

    private func cancel(_ number: Int) {
        let sleeper: Sleeper? = state.withLock { state in
            guard let place = state.sleepers.firstIndex(where: { $0.number == number }) else {
                state.cancelled.insert(number)
                return nil
            }
            return state.sleepers.remove(at: place)
        }
        sleeper?.continuation.resume(throwing: CancellationError())
    }
}
