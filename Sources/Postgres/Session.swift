/// One statement as a session sends it: SQL text with `$1`… and the parameters' texts.
public struct Statement: Hashable, Sendable {
    /// The SQL, one statement, with `$1`, `$2`… where parameters go.
    public var sql: String
    /// The parameters in text format; nil is NULL. Postgres infers their types.
    public var parameters: [String?]
    /// Whether the session may keep it prepared. Off for statements whose text differs from call to call.
    public var prepares: Bool
    /// Where it was written, for people: `upsert.sql:3`. Empty for statements of our own.
    public var origin: String

    /// Creates a statement.
    public init(_ sql: String, parameters: [String?] = [], prepares: Bool = true, origin: String = "") {
        self.sql = sql
        self.parameters = parameters
        self.prepares = prepares
        self.origin = origin
    }
}

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

/// A database session as a syncer sees it: one statement at a time, in order.
///
/// In production this is a connection; under simulation each call is parked and becomes a choice of the scheduler.
public protocol Session: Sendable {
    /// The transaction status after the last statement.
    var transactionStatus: TransactionStatus { get }

    /// Runs one statement to its end, which is ReadyForQuery.
    ///
    /// - Throws: ``PostgresError`` for what the server refused and for a lost connection;
    ///   `CancellationError` when it was cancelled before it was sent.
    func run(_ statement: Statement) async throws -> QueryResult

    /// Runs statements of one open transaction, or what begins it and statements of it, to the first that fails; what
    /// they return is dropped. A session may send them all at once.
    ///
    /// - Throws: As ``run(_:)``, the first error.
    func runAll(_ statements: [Statement]) async throws

    /// Cancels the statement that is running, if one is: on the server, by another session. That statement then
    /// throws SQLSTATE 57014, unless it finished first.
    func cancel() async

    /// Replaces a lost connection by a new one and makes it ready for use.
    func reconnect() async throws
}

extension Session {
    /// Runs them one after the other.
    public func runAll(_ statements: [Statement]) async throws {
        for statement in statements { _ = try await run(statement) }
    }
}
