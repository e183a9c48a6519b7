import FakeSequin
import Sequin
import Simulation

/// Which options lead to what scenarios are about: a delivery that outlives its time, its record in another worker's
/// hands, a call that comes too late, and trouble in the middle of that.
///
/// An explorer may prefer them. Nothing depends on it but which schedules are drawn.
struct Leads {
    private let world: World
    /// The records whose deliveries have expired and may be handed out again, by letter.
    private let expired: Set<String>
    /// The records that workers hold, by letter.
    private let held: Set<String>
    /// Whether a delivery that is out has not expired yet.
    private let mayExpire: Bool
    /// Whether a call would come too late: its record has been handed out again.
    private let hasLateCopy: Bool

    init(_ world: World) {
        self.world = world
        let inFlight = world.consumer.inFlight
        let gone = inFlight.filter { $0.isExpired(at: world.timeline.now) }
        expired = Set(gone.map { world.ledger.name(ofID: $0.recordID) })
        mayExpire = gone.count < inFlight.count
        held = Set(world.crew.workers.flatMap(\.holding).map { world.ledger.name(ofID: $0.record.id) })
        hasLateCopy = world.consumer.callsInFlight.contains { call in
            call.ids.contains { world.consumer.isLate($0, in: call) }
        }
    }

    /// The options, those marked that lead there.
    func marking(_ options: [Option<Choice>]) -> [Option<Choice>] {
        options.map { option in
            var option = option
            option.isSought = isLead(option.choice)
            return option
        }
    }

    private func isLead(_ choice: Choice) -> Bool {
        switch choice.action {
        case .clock: mayExpire && waitsForExpiry
        case .receive: choice.records?.contains(where: expired.contains) == true
        case .ack, .nack: isLate(world.crew.worker(of: choice))
        case .lateCopy: hasLateCopy
        // What is handed out again is newer then.
        case .update, .delete, .recreate: choice.records?.contains(where: held.contains) == true
        default: Faults.isStrike(choice.action) && isTrouble(choice)
        }
    }

    /// Whether an expiry is what a run waits for: no record is in two hands yet, and what the scenario is about can come
    /// after it.
    private var waitsForExpiry: Bool {
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
        // A delivery comes twice if its worker was struck between its commit and its ack.
        if world.plan.scenario.hazard == .duplicate {
            return world.board.parked.contains { call in
                if case .ack = call.call { call.process == worker.process } else { false }
            }
        }
        return switch world.plan.scenario.expiry {
        case .anyTime: holding.contains { world.consumer.deliveryNumber(of: $0.record.id) ?? 0 > 1 }
        case .onceHolderHasGone, .never: !holding.isEmpty
        }
    }

    /// Whether a record that a worker holds has been handed out again since.
    private func isLate(_ worker: WorkerSlot) -> Bool {
        worker.holding.contains { delivery in
            worker.deliveryNumbers[delivery.ackID] ?? 0 < world.consumer.deliveryNumber(of: delivery.record.id) ?? 0
        }
    }
}
