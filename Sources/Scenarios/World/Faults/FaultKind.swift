import Simulation

/// A kind of fault: when it may strike, what it does, and what must end sooner or later once it has struck.
///
/// A kind is one file in this folder, and a line in ``Faults/all``.
protocol FaultKind: Sendable {
    /// The faults of this kind that scenarios name.
    var faults: [Fault] { get }
    /// The actions by which it strikes, each with its account.
    var strikes: [ActionAccount] { get }
    /// The actions that end what it has begun, each with its account.
    var endings: [ActionAccount] { get }

    /// The ways in which it may befall a worker that moves.
    func options(at worker: WorkerSlot, in world: World) -> [FaultOption]

    /// The ways in which it may befall a call of a worker that moves.
    func options(at call: WorldBoard.Parked, of worker: WorkerSlot, in world: World) -> [FaultOption]

    /// The ways in which it may befall the world.
    func options(in world: World) -> [FaultOption]

    /// What has to end sooner or later.
    func unfinished(in world: World) -> [Option<Choice>]

    /// Makes it happen, or end.
    ///
    /// - Throws: What makes the run void.
    func perform(_ choice: Choice, in world: World) async throws
}

extension FaultKind {
    var endings: [ActionAccount] { [] }
    func options(at worker: WorkerSlot, in world: World) -> [FaultOption] { [] }
    func options(at call: WorldBoard.Parked, of worker: WorkerSlot, in world: World) -> [FaultOption] { [] }
    func options(in world: World) -> [FaultOption] { [] }
    func unfinished(in world: World) -> [Option<Choice>] { [] }
}
