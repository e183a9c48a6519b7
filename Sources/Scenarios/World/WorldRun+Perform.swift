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
        case .crash: try await crash(lane(of: choice))
        case .receive, .ack, .nack, .statement, .reconnect: try await proceed(choice)
        case .goOn: try await goOn(lane(of: choice).session.backend, pausingAgain: choice.pausesAt != nil)
        case .loseRequest, .loseResponse: lose(choice)
        }
        executor.drain()
        try await serveWishes()
    }

    private func lane(of choice: Choice) -> Lane { lanes[(choice.worker ?? 1) - 1] }

    private func changeUpstream() throws {
        let record = try upstream.apply(plan.changes[changesMade])
        changesMade += 1
        checker.published(record)
        consumer.recordChanged(record)
    }

    private func proceed(_ choice: Choice) async throws {
        let lane = lane(of: choice)
        guard let parked = take(choice, of: lane) else { return }
        switch parked.call {
        case .receive: receive(parked, by: lane, order: choice.records ?? [])
        case .ack(let ids):
            settleAcks(ids, by: lane)
            board.answer(parked, with: .success(.done))
        case .nack(let ids):
            for id in ids {
                let outcome = consumer.nack(id, at: timeline.now)
                note(outcome.isAccepted ? .nacked : .ignored, by: lane, lane.holding.filter { $0.ackID == id })
            }
            board.answer(parked, with: .success(.done))
        case .statement(let statement):
            noteOverlap(of: lane)
            try await execute(statement, for: parked, of: lane, pausingAt: choice.pausesAt.map(id(ofLetter:)))
        case .reconnect: try await reconnect(parked, of: lane)
        }
    }

    private func take(_ wanted: Choice, of lane: Lane) -> WorldBoard.Parked? {
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
        let deliverable = consumer.deliverable(at: timeline.now, limit: max(order.count, plan.policy.batchSize))
        var left = deliverable
        let chosen = order.compactMap { wanted in
            left.firstIndex { letter(ofID: $0.recordID) == wanted }.map { left.remove(at: $0) }
        }
        for item in chosen { hazards.willDeliver(item.recordID, from: consumer.view(of: item.recordID), at: timeline.now) }
        let deliveries = consumer.deliver(chosen, at: timeline.now)
        for delivery in deliveries {
            hazards.delivered(delivery, checker: checker, holders: lanes.filter { !$0.holding.isEmpty }.count)
            checker.delivered(delivery)
        }
        lane.isFresh = false
        lane.isOpening = false
        lane.holding = deliveries
        note(.delivered, by: lane, deliveries)
        board.answer(parked, with: .success(.deliveries(deliveries)))
    }

    /// A statement begins while another, on the same record, waits inside itself.
    private func noteOverlap(of lane: Lane) {
        let records = Set(lane.subjects.map(\.record.id))
        let overlaps = lanes.contains { other in
            other !== lane && other.session.backend.pausedKey != nil
                && other.subjects.contains { records.contains($0.record.id) }
        }
        if overlaps { hazards.overlapped() }
    }

    private func settleAcks(_ ids: [AckID], by lane: Lane) {
        for id in ids {
            let held = lane.holding.filter { $0.ackID == id }
            let outcome = consumer.ack(id, at: timeline.now)
            note(outcome.isAccepted ? .acked : .ignored, by: lane, held)
            if outcome.isAccepted, let delivery = held.first {
                checker.acked(delivery, by: lane.number, step: stepNumber)
            }
        }
    }

    private func lose(_ choice: Choice) {
        let lane = lane(of: choice)
        faultsUsed += 1
        let wanted = Choice(.ack, worker: choice.worker, records: choice.records)
        guard let parked = take(wanted, of: lane), case .ack(let ids) = parked.call else { return }
        if choice.action == .loseResponse { settleAcks(ids, by: lane) }
        board.answer(parked, with: .failure(CallLost(call: "ack")))
    }

    private func crash(_ lane: Lane) async throws {
        faultsUsed += 1
        if !lane.holding.isEmpty { hazards.crashedWhileHolding() }
        note(.crashed, by: lane, lane.holding)
        let backend = lane.session.backend
        backend.abandoned = lane.holding
        await end(lane)
        try await abandon(backend)
        start(lane: lane.number, on: try await database.replaceBackend(lane.number))
        try await settleOpenings()
    }

    /// Ends a worker's process: nothing that it still wants to do reaches the world.
    func end(_ lane: Lane) async {
        lane.task?.cancel()
        timeline.kill(lane.process)
        board.kill(lane.process)
        executor.drain()
        if let call = lane.session.backend.call {
            lane.session.backend.call = nil
            board.answer(call, with: .failure(CancellationError()))
            executor.drain()
        }
    }
}
