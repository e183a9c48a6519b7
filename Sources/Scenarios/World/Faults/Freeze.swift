import Processes
import Simulation

extension Fault {
    /// A worker's process is frozen for a while: nothing of it moves, its timers neither.
    public static let freeze = Fault("freeze", swarmBit: 1)
}

extension Action {
    /// A worker's process stops moving.
    public static let freeze = Action(rawValue: "freeze")
    /// A worker's process moves again.
    public static let thaw = Action(rawValue: "thaw")
    /// Timers fire that were due while their process was frozen.
    public static let timers = Action(rawValue: "timers")
}

/// A worker's process stops moving for a while; what was due meanwhile comes after it.
struct Freeze: FaultKind {
    let faults: [Fault] = [.freeze]
    let strikes = [ActionAccount(.freeze, .worker(.rests), .freezes) { _ in Deed("freezes") }]
    let endings = [
        ActionAccount(.thaw, .worker(.rests), .thaws) { _ in Deed("wakes up") },
        ActionAccount(.timers, .worker(.rests)) { _ in Deed("its timers fire", brief: "timers fire") },
    ]

    func options(at call: WorldBoard.Parked, of worker: WorkerSlot, in world: World) -> [FaultOption] {
        worker.holding.isEmpty ? [] : [FaultOption(.freeze, Choice(.freeze, worker: worker.number))]
    }

    func unfinished(in world: World) -> [Option<Choice>] {
        world.crew.workers.compactMap { worker in
            if worker.isFrozen { return Option(Choice(.thaw, worker: worker.number), party: worker.number) }
            guard world.timeline.hasOverdue(worker.process) || worker.program?.hasLateTimers == true else { return nil }
            return Option(Choice(.timers, worker: worker.number), party: worker.number)
        }
    }

    func perform(_ choice: Choice, in world: World) {
        let worker = world.crew.worker(of: choice)
        switch choice.action {
        case .freeze:
            worker.isFrozen = true
            worker.program?.process.stop()
            world.timeline.freeze(worker.process)
            world.consumer.happened(.freeze)
        case .thaw:
            worker.isFrozen = false
            worker.program?.resume()
            world.timeline.thaw(worker.process)
        default:
            world.timeline.fireOverdue(of: worker.process)
            worker.program?.fireLateTimers()
        }
    }
}
