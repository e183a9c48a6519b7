import Postgres

/// Something that befell a session of a pool.
enum SessionEvent {
    /// Its statement has ended. `mayHaveCommitted`: rows may look different to others now.
    case finished(PooledSession, Result<QueryResult, PostgresError>, mayHaveCommitted: Bool)
    /// Its statement waits for a lock.
    case blocked(PooledSession)
    /// Its statement waits inside itself, at a row.
    case paused(PooledSession, at: PausePlace?)
    /// Its statement sleeps by the server's clock.
    case slept(PooledSession)
    /// A timer of its has fired.
    case timer(PooledSession)
    /// The lock that its statement waited for has been granted.
    case woke(PooledSession)
    /// It was left behind, and has ended.
    case ended(PooledSession)
}
