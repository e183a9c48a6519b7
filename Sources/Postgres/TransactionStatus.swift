/// What Postgres thinks of a session's transaction.
public enum TransactionStatus: Hashable, Sendable {
    /// No transaction is open.
    case idle
    /// A transaction is open.
    case inTransaction
    /// A transaction is open and has failed; only a rollback helps.
    case failed
    /// The connection is gone.
    case lost
}
