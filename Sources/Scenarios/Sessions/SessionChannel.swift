import Postgres

/// What carries a session's statements to the server and its answers back: a connection of libpq, or a program's own.
protocol SessionChannel: AnyObject {
    /// The number of the server's process.
    var backendPID: Int32 { get }
    /// What the server thought of the transaction when the last statement ended.
    var transactionStatus: TransactionStatus { get }

    /// Starts a statement and returns at once.
    ///
    /// - Throws: `PostgresError` if nothing was sent.
    func send(_ statement: Statement) throws(PostgresError)

    /// Suspends until the statement has something to tell, or so much real time has passed in which the server said nothing
    /// at all.
    ///
    /// - Returns: Nil if time ran out.
    func nextEvent(within timeout: Duration?) async -> Event?

    /// Ends the session. A statement that is running ends with an error for its caller.
    func close()
}

extension Connection: SessionChannel {}
