import Postgres

/// Something that befell a session of a pool.
enum SessionEvent {
    /// Its statement has ended. `mayHaveCommitted`: rows may look different to others now.
    case finished(PooledSession, Result<QueryResult, PostgresError>, mayHaveCommitted: Bool)
    /// Its statement waits for a lock.
    case blocked(PooledSession)
    /// Its statement waits inside itself, at a row.
    case paused(PooledSession, at: PausePlace?)
    /// The lock that its statement waited for has been granted.
    case woke(PooledSession)
    /// It was left behind, and has ended.
    case ended(PooledSession)
}
