import Simulation

extension Fault {
    /// A worker dies; a statement of its that is already at the server goes on.
    public static let crash = Fault("crash", swarmBit: 0)
}

extension Action {
    /// A worker dies, and another takes its place.
    public static let crash = Action(rawValue: "crash")
}

/// A worker dies, and another takes its place.
struct Crash: FaultKind {
    let faults: [Fault] = [.crash]
    let strikes = [ActionAccount(.crash, .worker(.breaks), .dies) { _ in Deed("dies") }]

    func options(at worker: WorkerSlot, in world: World) -> [FaultOption] {
        worker.holding.isEmpty ? [] : [FaultOption(.crash, Choice(.crash, worker: worker.number))]
    }

    func perform(_ choice: Choice, in world: World) async throws {
        let worker = world.crew.worker(of: choice)
        if !worker.holding.isEmpty { world.consumer.happened(.crashWhileHolding) }
        try await world.crew.kill(worker)
    }
}
