import Synchronization

/// A clock that follows real time, or stands still until it is stepped; it may change between the two.
///
/// It counts from its making, and never goes back: when it is stopped it keeps the time that it shows.
public final class SteppableClock: Clock, Sendable {
    /// What moves it.
    public enum Mode: String, CaseIterable, Sendable {
        /// Real time.
        case real
        /// ``advance(by:)`` alone.
        case stepped
    }

    /// A moment of the clock.
    public struct Instant: InstantProtocol {
        /// Time since the clock was made.
        public var sinceStart: Duration

        /// The moment so long after the clock was made.
        public init(sinceStart: Duration) { self.sinceStart = sinceStart }

        /// The moment `duration` later.
        public func advanced(by duration: Duration) -> Instant { Instant(sinceStart: sinceStart + duration) }
        /// How long it is until `other`.
        public func duration(to other: Instant) -> Duration { other.sinceStart - sinceStart }
        /// Whether `lhs` is earlier.
        public static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.sinceStart < rhs.sinceStart }
    }

    private struct State {
        var mode: Mode
        /// What it showed when its mode was set or it was stepped last.
        var shown = Duration.zero
        var since = ContinuousClock.now
        /// Counts changes that sleepers must hear of.
        var generation = 0
        var lastID = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]

        var now: Duration { mode == .real ? shown + (ContinuousClock.now - since) : shown }

        mutating func change() -> [CheckedContinuation<Void, Never>] {
            generation += 1
            defer { waiters = [:] }
            return Array(waiters.values)
        }
    }

    private let state: Mutex<State>

    /// Creates a clock that shows zero.
    public init(_ mode: Mode = .real) { state = Mutex(State(mode: mode)) }

    /// What it shows.
    public var now: Instant { Instant(sinceStart: state.withLock { $0.now }) }

    /// The smallest step; nothing is rounded.
    public var minimumResolution: Duration { .zero }

    /// What moves it.
    public var mode: Mode { state.withLock { $0.mode } }

    /// Changes what moves it.
    public func setMode(_ mode: Mode) {
        let waiters = state.withLock { state in
            state.shown = state.now
            state.since = .now
            state.mode = mode
            return state.change()
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Moves a stepped clock on, and wakes the sleepers that are due.
    ///
    /// - Returns: False, and nothing has changed, if it follows real time.
    public func advance(by duration: Duration) -> Bool {
        let waiters: [CheckedContinuation<Void, Never>]? = state.withLock { state in
            guard state.mode == .stepped else { return nil }
            state.shown += max(.zero, duration)
            return state.change()
        }
        guard let waiters else { return false }
        for waiter in waiters { waiter.resume() }
        return true
    }

    /// Sleeps until the clock shows `deadline`.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        while true {
            try Task.checkCancellation()
            let (mode, now, generation) = state.withLock { ($0.mode, $0.now, $0.generation) }
            if now >= deadline.sinceStart { return }
            switch mode {
            case .stepped: await change(after: generation)
            case .real:
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { try? await Task.sleep(for: deadline.sinceStart - now) }
                    group.addTask { await self.change(after: generation) }
                    await group.next()
                    group.cancelAll()
                }
            }
        }
    }

    /// Waits for a change that is not in `generation` yet, or for the task's cancellation.
    private func change(after generation: Int) async {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.generation != generation || Task.isCancelled { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }
}
