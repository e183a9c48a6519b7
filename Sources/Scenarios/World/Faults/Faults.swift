import Simulation

/// Every kind of fault.
enum Faults {
    /// Every kind, in the order in which options name them. A new one comes last: what a seed draws depends on the order.
    static let all: [any FaultKind] = [
        Crash(), Freeze(), LostRequest(), LostResponse(), DuplicatedCall(), LostConnection(), ServerKill(),
        Termination(),
    ]

    /// Every fault that a scenario may name.
    static let named: [Fault] = all.flatMap(\.faults)

    /// The account of every action that there is, of faults and others.
    static let accounts: [ActionAccount] = Action.ordinary + all.flatMap { $0.strikes + $0.endings }

    /// Every action that there is.
    static let actions: [Action] = accounts.map(\.action)

    fileprivate static let accountOfAction = Dictionary(uniqueKeysWithValues: accounts.map { ($0.action, $0) })

    private static let kinds: [Action: any FaultKind] = Dictionary(
        uniqueKeysWithValues: all.flatMap { kind in (kind.strikes + kind.endings).map { ($0.action, kind) } })

    private static let strikes: Set<Action> = Set(all.flatMap(\.strikes).map(\.action))

    /// The kind of fault that an action belongs to; nil if it belongs to none.
    static func kind(of action: Action) -> (any FaultKind)? { kinds[action] }

    /// Whether an action is something that need not happen.
    static func isStrike(_ action: Action) -> Bool { strikes.contains(action) }

    /// The faults that may strike now, of those that the scenario allows.
    static func options(in world: World) -> [Option<Choice>] {
        let allowed = world.plan.scenario.faults
        // Asked at every choice: kinds that the scenario does not allow name nothing.
        let kinds = all.filter { $0.faults.contains(where: allowed.contains) }
        var found: [FaultOption] = []
        for worker in world.crew.workers where !worker.isFrozen {
            for kind in kinds { found += kind.options(at: worker, in: world) }
            for call in world.board.parked where call.process == worker.process {
                for kind in kinds { found += kind.options(at: call, of: worker, in: world) }
            }
        }
        for kind in kinds { found += kind.options(in: world) }
        return found.filter { allowed.contains($0.fault) }.map { option in
            Option(option.choice, party: Party.faults, fault: option.fault.swarmBit)
        }
    }
}

extension Action {
    /// How reports tell of it; nil for one that no world performs, which a failure file may not name either.
    package var account: ActionAccount? { Faults.accountOfAction[self] }
}
