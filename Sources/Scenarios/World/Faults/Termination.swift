import Simulation

extension Fault {
    /// A program is asked to end, by SIGTERM, and killed if it is still there once its grace is over.
    public static let termination = Fault("termination", swarmBit: 14)
}

extension Action {
    /// A program is asked to end, by SIGTERM.
    public static let terminate = Action(rawValue: "terminate")
    /// The grace of a program that was asked to end is over: it is killed, and another takes its place.
    public static let endGrace = Action(rawValue: "end-grace")
}

/// A program is asked to end while it holds something. It may finish that, and what else it does then; it is killed once
/// its grace is over, which is a choice.
///
/// A worker that is code of this process is never asked: it is Converge's own, and finishes what it holds.
struct Termination: FaultKind {
    let faults: [Fault] = [.termination]
    let strikes = [
        ActionAccount(.terminate, .worker(.acts)) { _ in Deed("is asked to end: SIGTERM", brief: "SIGTERM") }
    ]
    let endings = [
        ActionAccount(.endGrace, .worker(.breaks), .dies) { _ in
            Deed("is killed, its grace being over", brief: "is killed")
        }
    ]

    func options(at worker: WorkerSlot, in world: World) -> [FaultOption] {
        guard let program = worker.program, !program.isAskedToEnd, !worker.holding.isEmpty else { return [] }
        return [FaultOption(.termination, Choice(.terminate, worker: worker.number))]
    }

    /// The worker's own choices come before it, so that in the second phase its grace is as long as it needs.
    func unfinished(in world: World) -> [Option<Choice>] {
        world.crew.workers.filter { $0.program?.isAskedToEnd == true && !$0.isFrozen }.map {
            Option(Choice(.endGrace, worker: $0.number), party: $0.number)
        }
    }

    func perform(_ choice: Choice, in world: World) async throws {
        let worker = world.crew.worker(of: choice)
        switch choice.action {
        case .terminate:
            world.consumer.happened(.termination)
            worker.program?.askToEnd()
        default: try await world.crew.kill(worker)
        }
    }
}
