import Postgres
import Processes

extension ServerTime {
    /// When the next timer of a session at rest is due, as a time of the run; nil if it has none.
    func timer(of session: PooledSession) throws -> Duration? {
        let status = session.connection.transactionStatus
        // The limit of a connection that does nothing is none that schedules are about.
        if session.isIdle, status == .idle || status == .lost { return nil }
        var look = try clock.look(at: session.pid)
        if session.isIdle, look.alarm != nil, !session.hasRenewedAlarm {
            // What it was set for may be over: the limit of a transaction that does nothing counts from now on. Later it
            // would strike, once it is due.
            session.renewAlarm()
            clock.renewAlarm(of: session.pid)
            look = try lookAtRest(session.pid)
        }
        return [look.alarm, look.wait].compactMap { $0 }.min().map(time(shown:))
    }

    /// Has a session's timers fire that are due.
    func fire(_ session: PooledSession) { clock.fire(session.pid) }
}
