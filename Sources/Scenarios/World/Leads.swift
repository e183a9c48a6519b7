import FakeSequin
import Sequin
import Simulation

/// Which options lead to what scenarios are about: a delivery that outlives its time, its record in another worker's
/// hands, a call that comes too late, and trouble in the middle of that.
///
/// An explorer may prefer them. Nothing depends on it but which schedules are drawn. It is made at each choice, so what
/// it knows is found out when an option asks for it.
struct Leads {
    private let world: World
    /// What has expired and may be handed out again, by the names that choices have for it.
    private lazy var expired = Set(inFlight.filter(\.isGone).map(\.name))
    /// The records that workers hold, by letter.
    private lazy var held = Set(world.crew.workers.flatMap { $0.holding.map { world.ledger.name(ofID: $0.record.id) } })
    /// The records whose change makes what is handed out again a newer version; where the same version shall come twice,
    /// those that have come twice, whose next version finds what that has left behind.
    private lazy var worthChanging =
        world.plan.scenario.hazard.bringsVersionsTwice
        ? Set(world.consumer.redelivered.map { world.ledger.name(ofID: $0) }) : held
    private var seeksSharedBatches: Bool { world.plan.scenario.hazard == .sharedBatches }
    /// Whether work has to be done before a fault strikes, and before a newer version hides it: then the delivery that
    /// comes again finds it done.
    private lazy var seeksWork =
        world.plan.scenario.hazard.bringsVersionsTwice && world.consumer.redelivered.isEmpty
    /// Whether a delivery that is out has not expired yet.
    private lazy var mayExpire = inFlight.contains { !$0.isGone }
    /// Whether a call would come too late: its record has been handed out again.
    private lazy var hasLateCopy = world.consumer.callsInFlight.contains { call in
        call.ids.contains { world.consumer.isLate($0, in: call) }
    }
    /// What is out with workers, and whether its time is over.
    private lazy var inFlight = world.consumer.inFlight.map { slot in
        (
            name: world.consumer.name(of: slot, world.ledger), record: slot.recordID,
            isGone: slot.isExpired(at: world.timeline.now)
        )
    }

    private init(_ world: World) { self.world = world }

    /// The options, those marked that lead there.
    static func marking(_ options: [Option<Choice>], in world: World) -> [Option<Choice>] {
        var leads = Leads(world)
        return options.map { option in
            var option = option
            option.isSought = leads.isLead(option.choice)
            option.isEarly = leads.isEarly(option.choice)
            return option
        }
    }

    /// Whether a change, or an expiry, comes before any version of its record has been acknowledged, of which two more are to
    /// come: it is used up then, and a race of these two finds one fewer.
    private mutating func isEarly(_ choice: Choice) -> Bool {
        switch choice.action {
        case .update, .delete: choice.records?.contains { isEarly(world.ledger.id(ofName: $0)) } == true
        case .clock: inFlight.contains { !$0.isGone && isEarly($0.record) }
        default: false
        }
    }

    private func isEarly(_ record: String) -> Bool {
        guard !world.ledger.wasEverAcked(record), let number = world.ledger.number(of: record) else { return false }
        return world.plan.changes.dropFirst(world.consumer.changesMade).count { $0.record == number } > 1
    }

    private mutating func isLead(_ choice: Choice) -> Bool {
        switch choice.action {
        case .clock: mayExpire && waitsForExpiry()
        case .receive where seeksSharedBatches: choice.records?.count ?? 0 > 1
        case .create where seeksSharedBatches: true
        // Two batches that have come into each other's way pause in the middle of their rows.
        case .statement, .goOn:
            seeksSharedBatches
                ? choice.pausesAtRow != nil && world.consumer.hazardCount > 0
                : seeksWork && !world.crew.worker(of: choice).holding.isEmpty
        case .receive: choice.records?.contains(where: expired.contains) == true
        case .ack, .nack: isLate(world.crew.worker(of: choice))
        case .lateCopy: hasLateCopy
        // What is handed out again is newer then.
        case .update, .delete, .recreate: choice.records?.contains(where: worthChanging.contains) == true
        default: Faults.isStrike(choice.action) && isTrouble(choice)
        }
    }

    /// Whether an expiry is what a run waits for: no record is in two hands yet, and what the scenario is about can come
    /// after it.
    private mutating func waitsForExpiry() -> Bool {
        guard !hasLateCopy, !world.crew.workers.contains(where: isLate) else { return false }
        return switch world.plan.scenario.hazard {
        case .lateAck: mayBeLate { if case .ack = $0 { true } else { false } }
        case .lateNack: mayBeLate { if case .nack = $0 { true } else { false } }
        case .redeliveryAfterPause: world.consumer.hasPaused
        default: true
        }
    }

    /// Whether a call of a kind is on its way, or about to be.
    private func mayBeLate(_ isMeant: (WorldCall) -> Bool) -> Bool {
        !world.consumer.callsInFlight.isEmpty || world.board.parked.contains { isMeant($0.call) }
    }

    /// Whether a fault strikes in the middle: where expiries are what goes wrong, at a worker whose record has been handed
    /// out again; else at any worker that holds one. Where all workers are struck, once one waits for its ack.
    private func isTrouble(_ choice: Choice) -> Bool {
        guard choice.worker != nil else {
            return world.board.parked.contains { if case .ack = $0.call { true } else { false } }
        }
        let worker = world.crew.worker(of: choice)
        let holding = worker.holding
        // What a scenario's own fault has left behind is found by a worker that lives on.
        if world.plan.scenario.hazard.isFault, world.consumer.hazardCount > 0 { return false }
        // A delivery comes twice if its worker was struck between its commit and its ack.
        if world.plan.scenario.hazard == .duplicate {
            return world.board.parked.contains { call in
                if case .ack = call.call { call.process == worker.process } else { false }
            }
        }
        return switch world.plan.scenario.expiry {
        case .anyTime: holding.contains { world.consumer.deliveryNumber(of: $0) ?? 0 > 1 }
        case .onceHolderHasGone, .never: !holding.isEmpty
        }
    }

    /// Whether a record that a worker holds has been handed out again since.
    private func isLate(_ worker: WorkerSlot) -> Bool {
        worker.holding.contains { delivery in
            worker.deliveryNumbers[delivery.ackID] ?? 0 < world.consumer.deliveryNumber(of: delivery) ?? 0
        }
    }
}
