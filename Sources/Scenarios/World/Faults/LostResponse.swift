import FakeSequin
import Simulation
import Syncer

extension Fault {
    /// Deliveries do not reach the worker.
    public static let receiveResponseLost = Fault("receive-response-lost", swarmBit: 3)
    /// The answer to an ack does not reach the worker.
    public static let ackResponseLost = Fault("ack-response-lost", swarmBit: 5)
    /// The answer to a nack does not reach the worker.
    public static let nackResponseLost = Fault("nack-response-lost", swarmBit: 8)
}

extension Action {
    /// The call reaches the consumer; the worker sees an error.
    public static let loseResponse = Action(rawValue: "lose-response")
}

/// A call reaches the consumer; the worker sees an error.
struct LostResponse: FaultKind {
    let faults: [Fault] = [.receiveResponseLost, .ackResponseLost, .nackResponseLost]
    let strikes = [
        ActionAccount(.loseResponse, .lostResponse, .handsBack) {
            Deed("\($0.what), answer lost", brief: "\($0.whatInBrief), no answer")
        }
    ]

    func options(at call: WorldBoard.Parked, of worker: WorkerSlot, in world: World) -> [FaultOption] {
        let choice = world.names.fault(.loseResponse, at: call, of: worker)
        switch call.call {
        case .receive:
            let first = world.consumer.firstBatch(1, at: world.timeline.now, for: worker.process.number)
            return first.isEmpty ? [] : [FaultOption(.receiveResponseLost, choice)]
        case .ack: return [FaultOption(.ackResponseLost, choice)]
        case .nack: return [FaultOption(.nackResponseLost, choice)]
        case .fetch, .statement, .step, .reconnect: return []
        }
    }

    func perform(_ choice: Choice, in world: World) {
        let worker = world.crew.worker(of: choice)
        guard let call = world.crew.takeCall(named: choice.call ?? "", of: worker) else { return }
        switch call.call {
        case .receive(let size, _):
            let limit = min(size, world.plan.policy.batchSize)
            let first = world.consumer.firstBatch(
                limit, at: world.timeline.now, for: worker.process.number)
            let deliveries = world.handOut(first, to: worker)
            world.note(.delivered, by: nil, deliveries)
        case .ack(let ids): world.settle(CallInFlight(ids, by: worker, isNack: false))
        case .nack(let ids): world.settle(CallInFlight(ids, by: worker, isNack: true))
        case .fetch, .statement, .step, .reconnect: break
        }
        world.board.answer(call, with: .failure(CallLost(call: call.call.name)))
    }
}
