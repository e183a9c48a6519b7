import FakeSequin
import Postgres
import Sequin
import Simulation
import Syncer

extension WorldRun {
    /// Makes a choice happen, and lets everything that follows from it settle.
    func perform(_ choice: Choice) async throws {
        switch choice.action {
        case .create, .update, .delete, .recreate: try changeUpstream()
        case .clock: moveClock()
        case .receive, .ack, .nack, .statement, .reconnect: try await proceed(choice)
        case .goOn: try await goOn(lane(of: choice).session.backend, pausingAgain: choice.pausesAt != nil)
        default: try await strike(choice, at: lane(of: choice))
        }
        executor.drain()
        try await serveWishes()
    }

    func lane(of choice: Choice) -> Lane { lanes[(choice.worker ?? 1) - 1] }

    private func changeUpstream() throws {
        let change = plan.changes[changesMade]
        let record = try upstream.apply(change)
        changesMade += 1
        checker.published(record, number: change.record)
        consumer.recordChanged(record)
    }

    private func proceed(_ choice: Choice) async throws {
        let lane = lane(of: choice)
        guard let parked = take(choice, of: lane) else { return }
        switch parked.call {
        case .receive: receive(parked, by: lane, order: choice.records ?? [])
        case .ack(let ids):
            settleAcks(CallInFlight(ids, by: lane, isNack: false))
            board.answer(parked, with: .success(.done))
        case .nack(let ids):
            settleNacks(CallInFlight(ids, by: lane, isNack: true))
            board.answer(parked, with: .success(.done))
        case .statement where lane.session.isLost:
            board.answer(parked, with: .failure(Self.lostConnection))
        case .statement(let statement):
            try await execute(statement, for: parked, of: lane, pausingAt: choice.pausesAt.map(id(ofLetter:)))
        case .reconnect: try await reconnect(parked, of: lane)
        }
    }

    func take(_ wanted: Choice, of lane: Lane) -> WorldBoard.Parked? {
        var plain = wanted
        plain.pausesAt = nil
        let parked = board.parked.first { parked in
            guard parked.process == lane.process else { return false }
            if case .receive = parked.call { return wanted.action == .receive }
            return choice(for: parked, of: lane) == plain
        }
        return parked.flatMap { board.take($0.id) }
    }

    private func receive(_ parked: WorldBoard.Parked, by lane: Lane, order: [String]) {
        let deliveries = handOut(order, to: lane)
        lane.isFresh = false
        lane.isOpening = false
        lane.holding = deliveries
        for delivery in deliveries { lane.handOuts[delivery.ackID] = handOuts[delivery.record.id] }
        note(.delivered, by: lane, deliveries)
        board.answer(parked, with: .success(.deliveries(deliveries)))
    }

    /// Takes a batch from the consumer, in an order by letters.
    func handOut(_ order: [String], to lane: Lane) -> [Delivery] {
        var left = consumer.deliverable(at: timeline.now, limit: max(order.count, plan.policy.batchSize))
        let chosen = order.compactMap { wanted in
            left.firstIndex { letter(ofID: $0.recordID) == wanted }.map { left.remove(at: $0) }
        }
        for item in chosen {
            hazards.willDeliver(item.recordID, from: consumer.view(of: item.recordID), at: timeline.now)
        }
        let deliveries = consumer.deliver(chosen, at: timeline.now)
        let held = lanes.filter { $0 !== lane }.map(\.holding).filter { !$0.isEmpty }
        for delivery in deliveries {
            handOuts[delivery.record.id, default: 0] += 1
            hazards.delivered(delivery, checker: checker, holders: held.count)
            checker.delivered(delivery)
        }
        hazards.delivered(batch: deliveries, besides: held)
        return deliveries
    }

    /// An ack reaches the consumer.
    func settleAcks(_ call: CallInFlight) {
        for id in call.ids {
            let held = call.deliveries.filter { $0.ackID == id }
            if isLate(id, in: call) { hazards.happened(.lateAck) }
            let outcome = consumer.ack(id, at: timeline.now)
            note(
                outcome.isAccepted ? .acked : .ignored, by: lanes[call.worker - 1], held,
                detail: held.first.flatMap { removal(by: outcome, of: $0) }.map { .removed($0) })
            if outcome.isAccepted, let delivery = held.first {
                checker.acked(delivery, by: call.worker, step: stepNumber)
            }
        }
    }

    /// Says which newer versions an ack has taken along; nil if none.
    private func removal(by outcome: AckOutcome, of delivery: Delivery) -> [VersionName]? {
        guard outcome.removesNewer(than: delivery.record.updatedIdx) else { return nil }
        let id = delivery.record.id
        return outcome.removed.filter { $0 > delivery.record.updatedIdx }.map { label(id, $0) }
    }

    /// A nack reaches the consumer.
    func settleNacks(_ call: CallInFlight) {
        for id in call.ids {
            if isLate(id, in: call) { hazards.happened(.lateNack) }
            let outcome = consumer.nack(id, at: timeline.now)
            note(
                outcome.isAccepted ? .nacked : .ignored, by: lanes[call.worker - 1],
                call.deliveries.filter { $0.ackID == id })
        }
    }

    /// Whether the record has been handed out again since.
    private func isLate(_ id: AckID, in call: CallInFlight) -> Bool {
        guard let delivery = call.deliveries.first(where: { $0.ackID == id }) else { return false }
        return call.handOuts[id] ?? 0 < handOuts[delivery.record.id] ?? 0
    }
}
