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
        guard let statement = call.call.statement else { return [] }
        let (before, after) = (
            world.names.fault(.disconnectBefore, at: call, of: worker),
            world.names.fault(.disconnectAfter, at: call, of: worker)
        )
        guard commits(statement, on: worker.session(for: call.call)),
            world.plan.scenario.faults.contains(.connectionLostAtCommit)
        else {
            return [FaultOption(.connectionLostBeforeSend, before), FaultOption(.connectionLostAfterSend, after)]
        }
        return [FaultOption(.connectionLostAtCommit, before), FaultOption(.connectionLostAtCommit, after)]
    }

    /// Whether a statement makes something last: a COMMIT, or a write outside of a transaction.
    private func commits(_ statement: Statement, on session: PooledSession?) -> Bool {
        let opening = StatementOpening(statement.sql)
        return opening.isCommit || (session?.connection.transactionStatus == .idle && opening.mayWriteRows)
    }

    func perform(_ choice: Choice, in world: World) async throws {
        let worker = world.crew.worker(of: choice)
        guard let call = world.crew.takeCall(of: worker, befallenBy: choice), let statement = call.call.statement,
            let session = worker.session(for: call.call)
        else { return }
        if commits(statement, on: session) { world.consumer.happened(.lostCommit) }
        world.note(.disconnected, by: worker, worker.subjects)
        worker.lose(session)
        if choice.action == .disconnectAfter { try await world.sessions.leaveRunning(statement, on: session) }
        world.board.answer(call, with: .failure(PostgresError.lostConnection))
        world.executor.drain()
        try await world.crew.leaveBehind(session, holding: worker.holding)
    }
}
