import Sequin
import Simulation

extension Fault {
    /// An ack reaches the consumer once more, later.
    public static let ackDuplicated = Fault("ack-duplicated", swarmBit: 6)
    /// A nack reaches the consumer once more, later.
    public static let nackDuplicated = Fault("nack-duplicated", swarmBit: 9)
}

extension Action {
    /// The call reaches the consumer, and a copy of it stays on its way.
    public static let duplicate = Action(rawValue: "duplicate")
    /// A copy of an earlier call reaches the consumer.
    public static let lateCopy = Action(rawValue: "late-copy")
}

/// A call reaches the consumer, and later a copy of it.
struct DuplicatedCall: FaultKind {
    let faults: [Fault] = [.ackDuplicated, .nackDuplicated]
    let strikes = [
        ActionAccount(.duplicate, .request, .handsBack) {
            Deed("\($0.what), copied on the way", brief: "\($0.whatInBrief), copied")
        }
    ]
    let endings = [
        ActionAccount(.lateCopy, .lateRequest) {
            Deed("late copy of \($0.call) \($0.names)", brief: "late \($0.call) \($0.names)")
        }
    ]

    func options(at call: WorldBoard.Parked, of worker: WorkerSlot, in world: World) -> [FaultOption] {
        let choice = world.names.fault(.duplicate, at: call, of: worker)
        return switch call.call {
        case .ack: [FaultOption(.ackDuplicated, choice)]
        case .nack: [FaultOption(.nackDuplicated, choice)]
        case .receive, .fetch, .statement, .step, .reconnect: []
        }
    }

    func unfinished(in world: World) -> [Option<Choice>] {
        world.consumer.callsInFlight.map { call in
            let records = call.deliveries.map { world.ledger.name(ofID: $0.record.id) }
            let choice = Choice(.lateCopy, worker: call.worker, records: records, call: call.isNack ? "nack" : "ack")
            return Option(choice, party: Party.network)
        }
    }

    func perform(_ choice: Choice, in world: World) {
        if choice.action == .lateCopy {
            let isNack = choice.call == "nack"
            if let call = world.consumer.takeInFlight(of: choice.worker ?? 0, isNack: isNack) { world.settle(call) }
            return
        }
        let worker = world.crew.worker(of: choice)
        guard let call = world.crew.takeCall(named: choice.call ?? "", of: worker) else { return }
        let reply: WorldReply =
            switch call.call {
            case .ack(let ids): duplicate(CallInFlight(ids, by: worker, isNack: false), in: world)
            case .nack(let ids): duplicate(CallInFlight(ids, by: worker, isNack: true), in: world)
            case .receive, .fetch, .statement, .step, .reconnect: .done
            }
        world.board.answer(call, with: .success(reply))
    }

    private func duplicate(_ call: CallInFlight, in world: World) -> WorldReply {
        defer { world.consumer.keepInFlight(call) }
        return world.settle(call)
    }
}
