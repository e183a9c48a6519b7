import FakeSequin
import Postgres
import Sequin
import Simulation
import Syncer

/// An ack or nack on its way to the consumer, and what it is about.
struct CallInFlight {
    var ids: [AckID]
    var worker: Int
    var isNack: Bool
    var deliveries: [Delivery]
    var handOuts: [AckID: Int]

    init(_ ids: [AckID], by lane: Lane, isNack: Bool) {
        self.ids = ids
        self.isNack = isNack
        worker = lane.number
        deliveries = lane.holding
        handOuts = lane.handOuts
    }
}

extension WorldRun {
    // MARK: What may strike

    /// What has to end sooner or later: a frozen process, overdue timers, a call's copy on its way.
    func appendUnfinished(to options: inout [Option<Choice>]) {
        for lane in lanes {
            if lane.isFrozen {
                options.append(Option(Choice(.thaw, worker: lane.number), party: lane.number))
            } else if timeline.hasOverdue(lane.process) {
                options.append(Option(Choice(.timers, worker: lane.number), party: lane.number))
            }
        }
        for copy in callsInFlight {
            let letters = copy.deliveries.filter { copy.ids.contains($0.ackID) }.map { letter(ofID: $0.record.id) }
            let choice = Choice(
                .lateCopy, worker: copy.worker, records: letters, call: copy.isNack ? "nack" : "ack")
            options.append(Option(choice, party: Party.network))
        }
    }

    /// The faults that may strike now.
    func appendFaults(to options: inout [Option<Choice>]) {
        for lane in lanes where !lane.isFrozen {
            if !lane.holding.isEmpty { append(.crash, Choice(.crash, worker: lane.number), to: &options) }
            for parked in board.parked where parked.process == lane.process {
                appendFaults(of: parked, by: lane, to: &options)
            }
        }
        append(.serverKill, Choice(.killServer), to: &options)
    }

    private func appendFaults(of parked: WorldBoard.Parked, by lane: Lane, to options: inout [Option<Choice>]) {
        let plain = choice(for: parked, of: lane)
        func named(_ action: Action) -> Choice {
            Choice(action, worker: plain.worker, records: plain.records, call: plain.call ?? parked.call.name)
        }
        if !lane.holding.isEmpty { append(.freeze, Choice(.freeze, worker: lane.number), to: &options) }
        switch parked.call {
        case .receive:
            append(.receiveRequestLost, named(.loseRequest), to: &options)
            guard !consumer.deliverable(at: timeline.now, limit: 1).isEmpty else { return }
            append(.receiveResponseLost, named(.loseResponse), to: &options)
        case .ack:
            append(.ackRequestLost, named(.loseRequest), to: &options)
            append(.ackResponseLost, named(.loseResponse), to: &options)
            append(.ackDuplicated, named(.duplicate), to: &options)
        case .nack:
            append(.nackRequestLost, named(.loseRequest), to: &options)
            append(.nackResponseLost, named(.loseResponse), to: &options)
            append(.nackDuplicated, named(.duplicate), to: &options)
        case .statement(let statement):
            let commits = commits(statement, in: lane)
            if !commits || !plan.scenario.faults.contains(.connectionLostAtCommit) {
                append(.connectionLostBeforeSend, named(.disconnectBefore), to: &options)
                append(.connectionLostAfterSend, named(.disconnectAfter), to: &options)
            } else {
                append(.connectionLostAtCommit, named(.disconnectBefore), to: &options)
                append(.connectionLostAtCommit, named(.disconnectAfter), to: &options)
            }
        case .reconnect: return
        }
    }

    private func append(_ fault: Fault, _ choice: Choice, to options: inout [Option<Choice>]) {
        guard plan.scenario.faults.contains(fault) else { return }
        let kind = Fault.allCases.firstIndex(of: fault)
        options.append(Option(choice, party: Party.faults, fault: kind))
    }

    /// Whether a statement makes something last: a COMMIT, or a write outside of a transaction.
    private func commits(_ statement: Statement, in lane: Lane) -> Bool {
        let opening = StatementOpening(statement.sql)
        return opening.isCommit || (lane.session.transactionStatus == .idle && opening.mayWriteRows)
    }

    // MARK: Striking

    /// Makes a fault happen, or something end that a fault has left unfinished.
    func strike(_ choice: Choice, at lane: Lane) async throws {
        if choice.isFault {
            faultsUsed += 1
            hazards.happened(.anyFault)
        }
        switch choice.action {
        case .crash: try await crash(lane)
        case .freeze:
            lane.isFrozen = true
            timeline.freeze(lane.process)
            hazards.happened(.freeze)
        case .thaw:
            lane.isFrozen = false
            timeline.thaw(lane.process)
        case .timers: timeline.fireOverdue(of: lane.process)
        case .lateCopy: deliverCopy(choice)
        case .loseRequest, .loseResponse, .duplicate: lose(choice, of: lane)
        case .disconnectBefore, .disconnectAfter: try await disconnect(choice, of: lane)
        case .killServer: try await killServer()
        default: return
        }
    }

    private func deliverCopy(_ choice: Choice) {
        let isNack = choice.call == "nack"
        guard let index = callsInFlight.firstIndex(where: { $0.worker == choice.worker && $0.isNack == isNack })
        else { return }
        let copy = callsInFlight.remove(at: index)
        if isNack { settleNacks(copy) } else { settleAcks(copy) }
    }

    private func lose(_ choice: Choice, of lane: Lane) {
        guard let parked = takeCall(named: choice.call ?? "", of: lane) else { return }
        let arrives = choice.action != .loseRequest
        switch parked.call {
        case .receive where arrives:
            let first = consumer.deliverable(at: timeline.now, limit: plan.policy.batchSize)
            note(.delivered, by: nil, handOut(first.map { letter(ofID: $0.recordID) }, to: lane))
        case .ack(let ids), .nack(let ids):
            let isNack = if case .nack = parked.call { true } else { false }
            let call = CallInFlight(ids, by: lane, isNack: isNack)
            if arrives { isNack ? settleNacks(call) : settleAcks(call) }
            if choice.action == .duplicate {
                callsInFlight.append(call)
                board.answer(parked, with: .success(.done))
                return
            }
        default: break
        }
        board.answer(parked, with: .failure(CallLost(call: parked.call.name)))
    }

    private func takeCall(named name: String, of lane: Lane) -> WorldBoard.Parked? {
        board.parked.first { $0.process == lane.process && $0.call.name == name }.flatMap { board.take($0.id) }
    }

    private func disconnect(_ choice: Choice, of lane: Lane) async throws {
        guard let parked = takeCall(named: choice.call ?? "", of: lane), case .statement(let statement) = parked.call
        else { return }
        if commits(statement, in: lane) { hazards.happened(.lostCommit) }
        let backend = lane.session.backend
        backend.abandoned = lane.holding
        note(.disconnected, by: lane, lane.subjects)
        lane.session.isLost = true
        if choice.action == .disconnectAfter { try await leaveRunning(statement, on: backend) }
        board.answer(
            parked,
            with: .failure(Self.lostConnection))
        executor.drain()
        try await abandon(backend)
    }

    private func crash(_ lane: Lane) async throws {
        if !lane.holding.isEmpty { hazards.happened(.crashWhileHolding) }
        note(.crashed, by: lane, lane.holding)
        let backend = lane.session.backend
        let isLost = lane.session.isLost
        if !isLost { backend.abandoned = lane.holding }
        await end(lane)
        if !isLost { try await abandon(backend) }
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
