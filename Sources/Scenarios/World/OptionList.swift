import FakeSequin
import Postgres
import Sequin
import Simulation
import Syncer

/// What may happen next in a world, in an order that is the same in every run.
struct OptionList {
    private let world: World
    private var plan: WorldPlan { world.plan }
    private var ledger: Ledger { world.ledger }
    private let names: ChoiceNames
    private(set) var options: [Option<Choice>] = []
    /// Whether a statement is not among them because another session waits for a lock.
    private(set) var withheldStatement = false

    init(_ world: World) {
        self.world = world
        names = world.names
        appendChange()
        appendCalls()
        if world.database.pausePoints != nil { appendPaused() }
        for kind in Faults.all { options += kind.unfinished(in: world) }
        if world.isFree, plan.isReplay || world.faultsUsed < plan.bounds.faults { options += Faults.options(in: world) }
        let clock = WorldClock(world)
        if let next = clock.next, clock.mayMove(to: next, othersWait: !options.isEmpty) {
            options.append(
                Option(Choice(.clock), party: Party.clock, footprint: plan.footprints.clock(plan.scenario.expiry)))
        }
    }

    private mutating func appendChange() {
        guard let change = world.nextChange else { return }
        let choice = Choice(change.kind.action, records: [RecordName.letters(change.record)])
        options.append(
            Option(choice, party: Party.upstream, footprint: plan.footprints.change(change.record)))
    }

    private mutating func appendCalls() {
        // Of a log a worker may be given what others may not.
        let isSameForAll = !world.consumer.kind.hasOffsets
        var batches: [Int: [[Deliverable]]] = [:]
        var offeredFresh = false
        for worker in world.crew.workers where !worker.isFrozen {
            for call in world.board.parked where call.process == worker.process {
                switch call.call {
                case .receive(let size, _):
                    // Fresh workers are alike: which of them receives first makes no difference.
                    let alternatives = batches[size] ?? world.batches(of: size, for: worker)
                    if isSameForAll { batches[size] = alternatives }
                    if alternatives.isEmpty || (worker.isFresh && offeredFresh) { continue }
                    if worker.isFresh { offeredFresh = true }
                    // A program may ask over several connections at once, which are alike.
                    if options.contains(where: { $0.choice.action == .receive && $0.choice.worker == worker.number }) {
                        continue
                    }
                    for batch in alternatives { append(receive: batch, by: worker, among: alternatives.count) }
                case .statement(let statement): append(statement, call, of: worker)
                case .step(let step): append(step.statement, call, of: worker)
                case .ack, .nack, .fetch, .reconnect:
                    let option = option(for: call, of: worker)
                    // A program may answer two attempts of one event alike, or fetch a record twice at once: the one that is
                    // first goes first.
                    if worker.program?.posted != nil || option.choice.action == .fetch,
                        options.contains(where: { $0.choice == option.choice })
                    {
                        continue
                    }
                    options.append(option)
                }
            }
        }
    }

    private mutating func append(_ statement: Statement, _ call: WorldBoard.Parked, of worker: WorkerSlot) {
        guard !mustWait(worker, for: call) else {
            withheldStatement = true
            return
        }
        let option = option(for: call, of: worker)
        // Two connections of a program may want the same: the one that is first goes first.
        if worker.program != nil, options.contains(where: { $0.choice == option.choice }) { return }
        options.append(option)
        if world.isFree, world.database.pausePoints != nil, StatementOpening(statement.sql).mayWriteRows {
            appendPausing(option)
        }
    }

    /// - Parameter count: How many batches the worker may be given.
    private mutating func append(receive order: [Deliverable], by worker: WorkerSlot, among count: Int) {
        let footprint = plan.footprints.receive(
            order.map { number(of: $0.recordID) }, by: worker.number,
            deletes: order.contains { ledger.isDeletion($0.recordID, $0.version) })
        let names = order.map { world.consumer.name(of: $0, ledger) }
        var option = Option(
            Choice(.receive, worker: worker.number, records: names), party: worker.number, footprint: footprint)
        // In a line there are few, and each weighs as much as another option of the worker.
        if world.consumer.kind.offersAlternatives { option.alternatives = count }
        options.append(option)
    }

    /// A statement can pause inside itself at the first row that it is about to write. From there it can go on to the
    /// next: so it can pause at any, and no row need be known beforehand.
    private mutating func appendPausing(_ option: Option<Choice>) {
        var pausing = option
        pausing.choice.pausesAtRow = 1
        options.append(pausing)
    }

    /// What a statement that waits inside itself can do.
    private mutating func appendPaused() {
        for worker in world.crew.workers {
            for session in worker.sessions where session.isPaused {
                guard let statement = session.statement else { continue }
                let footprint = footprint(of: statement, of: worker)
                let choice = names.goingOn(session, of: worker)
                options.append(Option(choice, party: worker.number, footprint: footprint))
                if world.isFree {
                    var again = choice
                    again.pausesAtRow = session.pauses + 1
                    options.append(Option(again, party: worker.number, footprint: footprint))
                }
            }
        }
    }

    private func option(for call: WorldBoard.Parked, of worker: WorkerSlot) -> Option<Choice> {
        Option(names.choice(for: call, of: worker), party: worker.number, footprint: footprint(of: call, of: worker))
    }

    private func footprint(of call: WorldBoard.Parked, of worker: WorkerSlot) -> Footprint {
        switch call.call {
        case .ack(let ids), .nack(let ids):
            // Other records' changes may be committed with an offset, and go back with another.
            if world.consumer.kind.hasOffsets { return .everything }
            let held = worker.holding.filter { ids.contains($0.ackID) }
            let isNack = if case .nack = call.call { true } else { false }
            let refills =
                isNack || world.consumer.keepsNoOrder
                || held.contains { delivery in
                    world.consumer.view(of: delivery.record.id).contains { $0.state != .delivered }
                }
            return plan.footprints.settle(
                held.map { number(of: $0.record.id) }, by: worker.number, refills: refills || held.count < ids.count)
        case .statement(let statement): return footprint(of: statement, of: worker)
        case .receive, .fetch, .reconnect, .step: return .everything
        }
    }

    private func footprint(of statement: Statement, of worker: WorkerSlot) -> Footprint {
        plan.footprints.statement(
            statement, about: worker.subjects.map { number(of: $0.record.id) }, by: worker.number)
    }

    private func number(of id: String) -> Int { ledger.number(of: id) ?? 0 }

    /// On a server whose processes we may not stop, only one session waits for a lock at a time: which of two wakes first
    /// would be chance. A session that keeps another waiting may always go on, since only it can end that wait.
    private func mustWait(_ worker: WorkerSlot, for call: WorldBoard.Parked) -> Bool {
        !world.sessions.stopsSessions && !world.sessions.blocked.isEmpty
            && !(worker.session(for: call.call).map(world.sessions.holdsUpOthers) ?? false)
    }
}
