import Postgres
import Simulation

/// The timers of workers' sessions on a server that has the run's time: the limits that are set for a statement, a wait for a
/// lock, or a transaction that does nothing, and sleeps.
///
/// Each is a moment of the world's clock, like an expiry.
struct SessionTimers {
    /// A timer that is to fire.
    struct Timer {
        let session: PooledSession
        /// When it is due.
        let time: Duration
    }

    /// Those of the sessions as they are at rest, in the order of the sessions.
    private(set) var all: [Timer] = []

    /// No timers.
    init() {}

    /// Looks at the sessions of a pool.
    init(of pool: SessionPool) throws {
        guard let serverTime = pool.database.server.time else { return }
        for session in pool.all {
            guard let time = try serverTime.timer(of: session) else { continue }
            all.append(Timer(session: session, time: time))
        }
    }

    /// The earliest.
    ///
    /// - Parameter now: What is due already is due now.
    func next(after now: Duration) -> Timer? {
        all.map { Timer(session: $0.session, time: max($0.time, now)) }.min { $0.time < $1.time }
    }
}
