import Postgres
import TestSupport
import Testing

/// The tests that share one cluster, which lives as long as the suite runs.
@Suite(.ownTime, SharedCluster()) struct OnAServer {}

extension Connection {
    /// Runs a statement that takes no parameters.
    @discardableResult
    func run(_ sql: String) async throws -> QueryResult { try await run(Statement(sql, prepares: false)) }
}

/// The error of something that must fail.
func error(of body: () async throws -> Void) async -> PostgresError? {
    do {
        try await body()
        Issue.record("no error was thrown")
    } catch let error as PostgresError {
        return error
    } catch {
        Issue.record(error)
    }
    return nil
}
