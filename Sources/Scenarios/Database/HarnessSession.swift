import Postgres

/// A session of the harness's own in a world's database: each statement that it runs counts.
final class HarnessSession {
    let connection: Connection
    private let meter: StatementMeter

    init(_ connection: Connection, meter: StatementMeter) {
        self.connection = connection
        self.meter = meter
    }

    /// Runs a statement.
    ///
    /// - Parameter counts: Whether it counts; not where chance decides how often it is sent, or in which run.
    func run(_ statement: Statement, counts: Bool = true) async throws -> QueryResult {
        if counts { meter.add() }
        return try await connection.run(statement)
    }

    /// Sends a statement, whose events are read from ``connection``.
    func send(_ statement: Statement) throws(PostgresError) {
        meter.add()
        try connection.send(statement)
    }

    /// Sends several statements at once.
    func sendPipeline(_ statements: [Statement]) throws(PostgresError) {
        meter.add(statements.count)
        try connection.sendPipeline(statements)
    }

    /// The outcomes of a pipeline that was sent.
    func outcomes(of count: Int) async -> [Result<QueryResult, PostgresError>] {
        await connection.outcomes(of: count)
    }

    func close() { connection.close() }
}
