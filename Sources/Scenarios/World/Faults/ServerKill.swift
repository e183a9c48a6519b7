import Postgres
import Simulation

extension Fault {
    /// Postgres is killed, and recovers.
    public static let serverKill = Fault("server-kill", swarmBit: 13)
}

extension Action {
    /// Postgres is killed, and recovers.
    public static let killServer = Action(rawValue: "kill-server")
}

/// Postgres is killed, and recovers.
///
/// Every session is gone. What a worker has been answered it keeps; what it still waits for is lost.
struct ServerKill: FaultKind {
    let faults: [Fault] = [.serverKill]
    let strikes = [ActionAccount(.killServer, .server) { _ in Deed("Postgres is killed") }]

    func options(in world: World) -> [FaultOption] { [FaultOption(.serverKill, Choice(.killServer))] }

    func perform(_ choice: Choice, in world: World) async throws {
        world.consumer.happened(.serverKill)
        let calls = world.crew.workers.flatMap { $0.takePending() }
        for worker in world.crew.workers {
            worker.code?.isLost = true
            worker.program?.loseConnections()
        }
        world.sessions.forgetAll()
        world.crew.forgetLeftBehind()
        try await world.database.killServer()
        world.note(.serverKilled)
        world.checkers.serverCrashed(step: world.stepNumber)
        for call in calls { world.board.answer(call, with: .failure(PostgresError.lostConnection)) }
        world.executor.drain()
    }
}
