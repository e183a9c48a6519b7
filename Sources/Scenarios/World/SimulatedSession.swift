import Postgres
import Simulation

/// A database session as a simulated worker sees it: each statement waits for the scheduler, then runs on a real
/// connection.
///
/// One thread uses it: the one that runs the world.
final class SimulatedSession: Session, @unchecked Sendable {
    private let board: WorldBoard
    private let process: ProcessID
    /// The real session behind it; replaced when the worker reconnects.
    var backend: PooledSession
    /// Whether the worker has lost the connection, whatever the server still does behind it.
    var isLost = false
    /// Called when the worker wants its running statement cancelled.
    private let onCancel: () -> Void

    init(board: WorldBoard, process: ProcessID, backend: PooledSession, onCancel: @escaping () -> Void) {
        self.board = board
        self.process = process
        self.backend = backend
        self.onCancel = onCancel
    }

    var transactionStatus: TransactionStatus { isLost ? .lost : backend.connection.transactionStatus }

    func run(_ statement: Statement) async throws -> QueryResult {
        guard case .result(let result) = try await board.call(.statement(statement), by: process) else {
            throw PostgresError(sqlState: .connectionFailure, message: "no answer", connectionLost: true)
        }
        return result
    }

    func cancel() async { onCancel() }

    func reconnect() async throws { _ = try await board.call(.reconnect, by: process) }
}
