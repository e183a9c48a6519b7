import FakeSequin
import Postgres
import Sequin
import Simulation
import Syncer

/// Which party a choice belongs to, for explorers and for taking turns.
enum Party {
    static let upstream = 0
    static let clock = -1
    static let faults = -2
    static let network = -3
    // Workers have their own number, from 1.
}

extension WorldRun {
    /// What may happen next, in an order that is the same in every run.
    func options() -> [Option<Choice>] {
        releaseFinishedBatches()
        var options: [Option<Choice>] = []
        if changesMade < plan.changes.count {
            let change = plan.changes[changesMade]
            options.append(
                Option(
                    Choice(change.kind.action, records: [RecordName.letters(change.record)]), party: Party.upstream,
                    footprint: plan.footprints.change(change.record)))
        }
        appendCalls(to: &options)
        if database.pausePoints != nil { appendPaused(to: &options) }
        appendUnfinished(to: &options)
        if isFree, plan.isReplay || faultsUsed < plan.bounds.faults { appendFaults(to: &options) }
        if let next = nextMoment(), mayMove(to: next, othersWait: !options.isEmpty) {
            options.append(
                Option(Choice(.clock), party: Party.clock, footprint: plan.footprints.clock(plan.scenario.expiry)))
        }
        return options
    }

    /// Whether everything that had to be done has been done.
    var isQuiescent: Bool {
        changesMade == plan.changes.count && consumer.isDrained && blockedCount == 0
            && callsInFlight.isEmpty && lanes.allSatisfy { !$0.isFrozen && receiveCall(of: $0) != nil }
    }

    private func appendCalls(to options: inout [Option<Choice>]) {
        let batchSize = plan.policy.batchSize
        let deliverable = consumer.deliverable(at: timeline.now, limit: batchSize)
        // Somebody asks, and nothing comes: then the consumer notices which records it has tried often enough.
        if deliverable.isEmpty, plan.consumer.maxDeliver != nil, lanes.contains(where: { receiveCall(of: $0) != nil }) {
            consumer.noticeExpiries(at: timeline.now)
        }
        var offeredFresh = false
        for lane in lanes where !lane.isFrozen {
            for parked in board.parked where parked.process == lane.process {
                switch parked.call {
                case .receive:
                    // Fresh workers are alike: which of them receives first makes no difference.
                    if deliverable.isEmpty || (lane.isFresh && offeredFresh) { continue }
                    if lane.isFresh { offeredFresh = true }
                    for order in orders(deliverable) {
                        let letters = order.map { letter(ofID: $0.recordID) }
                        let footprint = plan.footprints.receive(
                            order.map { index(ofID: $0.recordID) }, by: lane.number,
                            deletes: order.contains { checker.isDeletion($0.recordID, $0.version) })
                        options.append(
                            Option(
                                Choice(.receive, worker: lane.number, records: letters), party: lane.number,
                                footprint: footprint))
                    }
                case .statement(let statement):
                    guard !mustWait(lane) else { continue }
                    options.append(option(for: parked, of: lane))
                    if isFree, database.pausePoints != nil, StatementOpening(statement.sql).mayWriteRows {
                        options += pausing(options[options.count - 1], at: lane)
                    }
                case .ack, .nack, .reconnect:
                    options.append(option(for: parked, of: lane))
                }
            }
        }
    }

    /// The ways in which a statement can pause inside itself: at one of its records' rows.
    private func pausing(_ option: Option<Choice>, at lane: Lane) -> [Option<Choice>] {
        var seen = Set<String>()
        return lane.subjects.map { letter(ofID: $0.record.id) }.filter { seen.insert($0).inserted }.map { letter in
            var pausing = option
            pausing.choice.pausesAt = letter
            return pausing
        }
    }

    /// What a statement that waits inside itself can do.
    private func appendPaused(to options: inout [Option<Choice>]) {
        for lane in lanes {
            let backend = lane.session.backend
            guard let key = backend.pausedKey, let statement = backend.statement else { continue }
            let records = lane.subjects.map { letter(ofID: $0.record.id) }
            let footprint = plan.footprints.statement(
                statement, about: lane.subjects.map { index(ofID: $0.record.id) }, by: lane.number)
            let choice = Choice(.goOn, worker: lane.number, records: records, call: statement.name)
            options.append(Option(choice, party: lane.number, footprint: footprint))
            // The way to a next pause point leads through the stopped process of a server of our own.
            if isFree, database.stopsBackends, backend.pauses < 3 {
                var again = choice
                again.pausesAt = letter(ofID: key)
                options.append(Option(again, party: lane.number, footprint: footprint))
            }
        }
    }

    private func option(for parked: WorldBoard.Parked, of lane: Lane) -> Option<Choice> {
        Option(choice(for: parked, of: lane), party: lane.number, footprint: footprint(of: parked, of: lane))
    }

    private func footprint(of parked: WorldBoard.Parked, of lane: Lane) -> Footprint {
        switch parked.call {
        case .ack(let ids), .nack(let ids):
            let held = lane.holding.filter { ids.contains($0.ackID) }
            let isNack = if case .nack = parked.call { true } else { false }
            let refills =
                isNack
                || held.contains { delivery in
                    consumer.view(of: delivery.record.id).contains { $0.state != .delivered }
                }
            return plan.footprints.settle(
                held.map { index(ofID: $0.record.id) }, by: lane.number, refills: refills || held.count < ids.count)
        case .statement(let statement):
            return plan.footprints.statement(
                statement, about: lane.subjects.map { index(ofID: $0.record.id) }, by: lane.number)
        case .receive, .reconnect: return .everything
        }
    }

    /// The name of the choice that lets a call proceed.
    func choice(for parked: WorldBoard.Parked, of lane: Lane) -> Choice {
        switch parked.call {
        case .receive: Choice(.receive, worker: lane.number)
        case .ack(let ids): Choice(.ack, worker: lane.number, records: letters(of: ids, in: lane))
        case .nack(let ids): Choice(.nack, worker: lane.number, records: letters(of: ids, in: lane))
        case .reconnect: Choice(.reconnect, worker: lane.number)
        case .statement(let statement):
            Choice(
                .statement, worker: lane.number, records: lane.subjects.map { letter(ofID: $0.record.id) },
                call: statement.name)
        }
    }

    /// The orders in which a batch may come: all of them while they are few, else one and its reverse.
    private func orders(_ batch: [Deliverable]) -> [[Deliverable]] {
        switch batch.count {
        case ...1: [batch]
        case 2: [batch, [batch[1], batch[0]]]
        case 3: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].map { $0.map { batch[$0] } }
        default: [batch, batch.reversed()]
        }
    }

    /// On a server whose processes we may not stop, no two sessions wait for one record: who wakes first would be
    /// chance. Whoever keeps another waiting may always go on, for nobody else can end that wait.
    private func mustWait(_ lane: Lane) -> Bool {
        guard !database.stopsBackends, blockedCount > 0 else { return false }
        if holdsUp.contains(lane.session.backend.connection.backendPID) { return false }
        let wanted = Set(lane.subjects.map(\.record.id))
        let waiting =
            lanes.filter { $0.session.backend.blockedOrder != nil }.flatMap(\.subjects)
            + orphans.filter { $0.blockedOrder != nil }.flatMap(\.abandoned)
        return waiting.contains { wanted.contains($0.record.id) }
    }

    /// A worker that asks for more is done with what it had.
    private func releaseFinishedBatches() {
        for lane in lanes where !lane.isFrozen && !lane.holding.isEmpty && receiveCall(of: lane) != nil {
            lane.holding = []
            lane.applying = []
            lane.handOuts = [:]
            lane.memory = StateFingerprint()
        }
    }

    func receiveCall(of lane: Lane) -> WorldBoard.Parked? {
        board.parked.first { parked in
            if parked.process == lane.process, case .receive = parked.call { true } else { false }
        }
    }
}
