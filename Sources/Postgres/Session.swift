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
