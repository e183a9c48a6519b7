import Postgres
import Synchronization

/// A session that writes down what it gets and answers from a list.
final class RecordingSession: Session {
    private struct State {
        var statements: [Statement] = []
        var answers: [QueryResult]
        var failure: (call: Int, error: PostgresError)?
    }
    private let state: Mutex<State>

    init(_ answers: [QueryResult] = []) { state = Mutex(State(answers: answers)) }

    /// What it got.
    var statements: [Statement] { state.withLock { $0.statements } }
    var sql: [String] { statements.map(\.sql) }

    func fail(call: Int, with error: PostgresError) { state.withLock { $0.failure = (call, error) } }

    var transactionStatus: TransactionStatus { .idle }

    func run(_ statement: Statement) async throws -> QueryResult {
        try state.withLock { state in
            state.statements.append(statement)
            if let failure = state.failure, failure.call == state.statements.count { throw failure.error }
            return state.answers.isEmpty ? QueryResult(tag: "") : state.answers.removeFirst()
        }
    }

    func cancel() async {}
    func reconnect() async throws {}
}

/// One row.
func row(_ values: KeyValuePairs<String, String?>) -> QueryResult {
    QueryResult(tag: "SELECT 1", columns: values.map(\.key), rows: [values.map(\.value)])
}
