import Postgres

/// The sessions that wait for locks, in the order in which they came to wait.
///
/// On a server of our own each is stopped while it waits, so that it cannot wake before its turn.
///
/// One thread uses it.
final class WaitingLine {
    /// Whether waiting sessions are stopped.
    let stopsSessions: Bool
    /// The sessions that wait for locks, the first to wait first.
    private(set) var sessions: [PooledSession] = []

    init(stopsSessions: Bool) { self.stopsSessions = stopsSessions }

    /// A session waits for a lock.
    func join(_ session: PooledSession) {
        sessions.append(session)
        stop(session)
    }

    /// A session waits no more, or is made not to.
    func leave(_ session: PooledSession) {
        guard contains(session) else { return }
        sessions.removeAll { $0 === session }
        wake(session)
    }

    /// All sessions are gone.
    func clear() { sessions = [] }

    func contains(_ session: PooledSession) -> Bool { sessions.contains { $0 === session } }

    /// A session's place in the line, from 0; nil if it is not in it.
    func place(of session: PooledSession) -> Int? { sessions.firstIndex { $0 === session } }

    /// Keeps a session that waits from waking before its turn.
    func stop(_ session: PooledSession) {
        guard stopsSessions else { return }
        session.stopProcess()
    }

    /// Lets a session's statement go on.
    func wake(_ session: PooledSession) {
        session.resume()
        session.resumeProcess()
    }
}
