import Postgres
import Synchronization

/// A session that notes what is sent and answers as a test has written down; it keeps a transaction status as
/// Postgres would.
final class FakeSession: Session {
    enum Answer: Sendable {
        case success
        case error(SQLState)
        /// The connection is gone, and the statement's outcome unknown.
        case lost(SQLState)
        /// Runs until it is cancelled.
        case hangs
    }

    private struct State {
        var status = TransactionStatus.idle
        var running: CheckedContinuation<Void, any Error>?
        var failingReconnects = 0
    }

    private let journal: Journal
    private let state = Mutex(State())
    /// Answers a statement, by its text and by how often it has been sent before.
    private let answer: @Sendable (_ sql: String, _ earlier: Int) -> Answer

    init(
        _ journal: Journal, failingReconnects: Int = 0,
        answer: @escaping @Sendable (_ sql: String, _ earlier: Int) -> Answer = { _, _ in .success }
    ) {
        self.journal = journal
        self.answer = answer
        state.withLock { $0.failingReconnects = failingReconnects }
    }

    var transactionStatus: TransactionStatus { state.withLock { $0.status } }

    func run(_ statement: Statement) async throws -> QueryResult {
        let sql = statement.sql
        let earlier = journal.count(sql)
        journal.add(sql)
        switch answer(sql, earlier) {
        case .success:
            let verb = sql.split(separator: " ").first ?? ""
            state.withLock { state in
                if verb == "begin" { state.status = .inTransaction }
                if verb == "commit" || verb == "rollback" { state.status = .idle }
            }
            return QueryResult(tag: sql)
        case .error(let code): throw fail(code)
        case .lost(let code):
            state.withLock { $0.status = .lost }
            throw PostgresError(sqlState: code, message: "gone", connectionLost: true)
        case .hangs:
            try await withCheckedThrowingContinuation { continuation in
                state.withLock { $0.running = continuation }
                onHang()
            }
            return QueryResult(tag: sql)
        }
    }

    /// What happens once a statement hangs; set before the worker runs.
    let onHangBox = Mutex<@Sendable () -> Void>({})
    private func onHang() { onHangBox.withLock { $0 }() }

    func cancel() async {
        journal.add("cancel")
        let running = state.withLock { state in
            defer { state.running = nil }
            return state.running
        }
        if let running { running.resume(throwing: fail("57014")) }
    }

    func reconnect() async throws {
        journal.add("reconnect")
        let fails = state.withLock { state in
            if state.failingReconnects > 0 {
                state.failingReconnects -= 1
                return true
            }
            state.status = .idle
            return false
        }
        if fails { throw PostgresError(sqlState: .unableToConnect, message: "nobody there", connectionLost: true) }
    }

    private func fail(_ code: SQLState) -> PostgresError {
        state.withLock { if $0.status == .inTransaction { $0.status = .failed } }
        return PostgresError(sqlState: code, message: "refused")
    }
}
