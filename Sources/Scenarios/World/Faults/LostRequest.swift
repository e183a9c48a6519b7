import Simulation

extension Fault {
    /// A receive does not reach the consumer.
    public static let receiveRequestLost = Fault("receive-request-lost", swarmBit: 2)
    /// An ack does not reach the consumer.
    public static let ackRequestLost = Fault("ack-request-lost", swarmBit: 4)
    /// A nack does not reach the consumer.
    public static let nackRequestLost = Fault("nack-request-lost", swarmBit: 7)
}

extension Action {
    /// The call never reaches the consumer; the worker sees an error.
    public static let loseRequest = Action(rawValue: "lose-request")
}

/// A call never reaches the consumer; the worker sees an error.
struct LostRequest: FaultKind {
    let faults: [Fault] = [.receiveRequestLost, .ackRequestLost, .nackRequestLost]
    let strikes = [
        ActionAccount(.loseRequest, .lostRequest, .handsBack) {
            Deed("\($0.what), lost on the way", brief: "\($0.whatInBrief) lost")
        }
    ]

    func options(at call: WorldBoard.Parked, of worker: WorkerSlot, in world: World) -> [FaultOption] {
        let choice = world.names.fault(.loseRequest, at: call, of: worker)
        return switch call.call {
        // A program that is posted events asks for none.
        case .receive: worker.program?.posted == nil ? [FaultOption(.receiveRequestLost, choice)] : []
        case .ack: [FaultOption(.ackRequestLost, choice)]
        case .nack: [FaultOption(.nackRequestLost, choice)]
        case .fetch, .statement, .step, .reconnect: []
        }
    }

    func perform(_ choice: Choice, in world: World) {
        guard let call = world.crew.takeCall(named: choice.call ?? "", of: world.crew.worker(of: choice)) else {
            return
        }
        world.board.answer(call, with: .failure(CallLost(call: call.call.name)))
    }
}
