import Postgres
import Simulation

extension Fault {
    /// A connection is lost before a statement reaches the server.
    public static let connectionLostBeforeSend = Fault("connection-lost-before-send", swarmBit: 10)
    /// A connection is lost while a statement is at the server, which goes on.
    public static let connectionLostAfterSend = Fault("connection-lost-after-send", swarmBit: 11)
    /// A connection is lost around a statement that commits, on either side of it.
    public static let connectionLostAtCommit = Fault("connection-lost-at-commit", swarmBit: 12)
}

extension Action {
    /// The connection is lost before the statement reaches the server.
    public static let disconnectBefore = Action(rawValue: "disconnect-before")
    /// The connection is lost while the statement is at the server, which goes on.
    public static let disconnectAfter = Action(rawValue: "disconnect-after")
}

/// A worker loses its connection around a statement.
struct LostConnection: FaultKind {
    let faults: [Fault] = [.connectionLostBeforeSend, .connectionLostAfterSend, .connectionLostAtCommit]
    let strikes = [
        ActionAccount(.disconnectBefore, .unsentStatement) {
            Deed("\($0.call) \($0.names), cut off before", brief: "\($0.call) \($0.names) unsent")
        },
        ActionAccount(.disconnectAfter, .unansweredStatement) {
            Deed("\($0.call) \($0.names), cut off after", brief: "\($0.call) \($0.names) sent")
        },
    ]

    func options(at call: WorldBoard.Parked, of worker: WorkerSlot, in world: World) -> [FaultOption] {
        guard case .statement(let statement) = call.call else { return [] }
        let (before, after) = (
            world.names.fault(.disconnectBefore, at: call, of: worker),
            world.names.fault(.disconnectAfter, at: call, of: worker)
        )
        guard commits(statement, of: worker), world.plan.scenario.faults.contains(.connectionLostAtCommit) else {
            return [FaultOption(.connectionLostBeforeSend, before), FaultOption(.connectionLostAfterSend, after)]
        }
        return [FaultOption(.connectionLostAtCommit, before), FaultOption(.connectionLostAtCommit, after)]
    }

    /// Whether a statement makes something last: a COMMIT, or a write outside of a transaction.
    private func commits(_ statement: Statement, of worker: WorkerSlot) -> Bool {
        let opening = StatementOpening(statement.sql)
        return opening.isCommit || (worker.session.transactionStatus == .idle && opening.mayWriteRows)
    }

    func perform(_ choice: Choice, in world: World) async throws {
        let worker = world.crew.worker(of: choice)
        guard let call = world.crew.takeCall(named: choice.call ?? "", of: worker),
            case .statement(let statement) = call.call
        else { return }
        if commits(statement, of: worker) { world.consumer.happened(.lostCommit) }
        let session = worker.session.backend
        world.note(.disconnected, by: worker, worker.subjects)
        worker.session.isLost = true
        if choice.action == .disconnectAfter { try await world.sessions.leaveRunning(statement, on: session) }
        world.board.answer(call, with: .failure(PostgresError.lostConnection))
        world.executor.drain()
        try await world.crew.leaveBehind(session, holding: worker.holding)
    }
}

extension PostgresError {
    /// What a worker sees of a connection that is gone.
    static let lostConnection = PostgresError(
        sqlState: .connectionFailure, message: "server closed the connection unexpectedly", connectionLost: true)
}
