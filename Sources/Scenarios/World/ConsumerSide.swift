import FakeSequin
import Sequin
import Simulation

/// The world on the consumer's side: the upstream API, the consumer, calls that are on their way to it, how often each
/// record has been delivered, and how often the scenario's hazard has happened.
final class ConsumerSide {
    private var upstream: Upstream
    private var state: ConsumerState
    private var hazards: HazardCounter
    /// How often each record has been delivered, or each message where several of a record may be next.
    private var deliveryCounts: [String: Int] = [:]
    /// How many copies of what was acknowledged have been delivered.
    private(set) var copiesDelivered = 0
    /// Acks and nacks on their way that have arrived once already.
    private(set) var callsInFlight: [CallInFlight] = []
    /// The upstream changes that have been made.
    private(set) var changesMade = 0

    init(_ plan: WorldPlan) {
        upstream = plan.makeUpstream()
        state = ConsumerState(plan.consumer)
        hazards = HazardCounter(plan.scenario.hazard)
    }

    /// Which consumer it imitates.
    var kind: ConsumerKind { state.configuration.kind }

    /// Whether changes come in no order, so that a choice has to say which of them it means.
    var keepsNoOrder: Bool { kind.keepsNoOrder }

    /// What is counted: a record, or a message where several of a record may be next.
    private func key(_ recordID: String, _ version: Int64) -> String {
        kind.offersAlternatives ? "\(recordID)@\(version)" : recordID
    }

    private func key(_ delivery: Delivery) -> String { key(delivery.record.id, delivery.record.updatedIdx) }

    // MARK: Upstream

    /// Makes a change upstream, of which the consumer hears unless it is from before.
    ///
    /// - Throws: `ImpossibleChange`.
    func make(_ change: Change, isHeard: Bool = true) throws -> Record {
        let record = try upstream.apply(change)
        changesMade += 1
        if isHeard { state.recordChanged(record) }
        return record
    }

    /// The records as they are upstream.
    var truth: [Record] { upstream.truth }

    // MARK: Delivering

    /// What can be delivered now, in the consumer's order.
    func deliverable(at now: Duration, limit: Int) -> [Deliverable] { state.deliverable(at: now, limit: limit) }

    /// The batches of at most so many deliveries that may be handed out now.
    ///
    /// - Parameters:
    ///   - member: Who asks.
    ///   - withCopies: Whether one may be what was acknowledged already.
    func batches(of size: Int, at now: Duration, for member: Int, withCopies: Bool) -> [[Deliverable]] {
        guard kind.offersAlternatives else { return Batches.inLine(state.deliverable(at: now, limit: size)) }
        let items = state.deliverable(at: now, limit: .max, member: member)
        guard keepsNoOrder else {
            return Batches.inLines(items, size: size) { $0.partition.map(String.init) ?? $0.recordID }
        }
        return Batches.inNoOrder(items, size: kind.deliversSingly ? min(size, 1) : size)
            + (withCopies ? state.copies.map { [$0] } : [])
    }

    /// What a worker is given that asks for at most so many and gets what comes first.
    func firstBatch(_ limit: Int, at now: Duration, for member: Int) -> [Deliverable] {
        state.deliverable(at: now, limit: kind.deliversSingly ? min(limit, 1) : limit, member: member)
    }

    /// What can be delivered now under these names, in their order.
    ///
    /// - Parameters:
    ///   - names: As choices name what is received.
    ///   - limit: How many deliveries a worker takes at most.
    ///   - member: Who asks.
    func find(_ names: [String], limit: Int, at now: Duration, for member: Int, ledger: Ledger) -> [Deliverable] {
        let limit = kind.offersAlternatives ? .max : max(names.count, limit)
        var left = state.deliverable(at: now, limit: limit, member: member) + state.copies
        return names.compactMap { wanted in
            left.firstIndex { name(of: $0, ledger) == wanted }.map { left.remove(at: $0) }
        }
    }

    /// The name of what can be delivered: its record's, or its version's where changes come in no order.
    func name(of item: Deliverable, _ ledger: Ledger) -> String {
        keepsNoOrder ? ledger.label(item.recordID, item.version).description : ledger.name(ofID: item.recordID)
    }

    /// The name under which a slot's content can be delivered.
    func name(of slot: SlotView, _ ledger: Ledger) -> String {
        keepsNoOrder ? ledger.label(slot.recordID, slot.version).description : ledger.name(ofID: slot.recordID)
    }

    /// Hands out a batch.
    ///
    /// - Parameters:
    ///   - member: Who takes it.
    ///   - holdings: What the other workers hold.
    func handOut(
        _ chosen: [Deliverable], at now: Duration, to member: Int? = nil, besides holdings: [[Delivery]], ledger: Ledger
    ) -> [Delivery] {
        for item in chosen {
            let slots = state.view(of: item.recordID).filter {
                !kind.offersAlternatives || $0.version == item.version
            }
            hazards.willDeliver(key(item.recordID, item.version), from: slots, at: now)
            if item.isCopy { hazards.willDeliverCopy(key(item.recordID, item.version), of: item.version) }
        }
        let deliveries = state.deliver(chosen, at: now, member: member)
        copiesDelivered += chosen.count(where: \.isCopy)
        let held = holdings.filter { !$0.isEmpty }
        for delivery in deliveries {
            deliveryCounts[key(delivery), default: 0] += 1
            hazards.delivered(delivery, as: key(delivery), ledger: ledger, holders: held.count)
        }
        hazards.delivered(batch: deliveries, besides: held)
        return deliveries
    }

    /// The number of the latest delivery of what a delivery holds, from 1.
    func deliveryNumber(of delivery: Delivery) -> Int? { deliveryCounts[key(delivery)] }

    /// The records that have been delivered again after they had expired.
    var redelivered: Set<String> { hazards.redelivered }

    /// Lets the consumer notice which records it has tried often enough.
    func noticeExpiries(at now: Duration) { state.noticeExpiries(at: now) }

    // MARK: Settling

    /// An ack reaches the consumer.
    func acknowledge(_ call: CallInFlight, at now: Duration) -> [Settlement] {
        for id in call.ids where isLate(id, in: call) { hazards.happened(.lateAck) }
        return zip(call.ids, state.ack(call.ids, at: now)).map { id, outcome in
            let held = call.held.filter { $0.ackID == id }
            var settlement = Settlement(deliveries: held, isAccepted: outcome.isAccepted, passed: outcome.passed)
            settlement.isRefused = !outcome.isAccepted && isKept(held.first)
            if let version = held.first?.record.updatedIdx, outcome.removesNewer(than: version) {
                settlement.newerRemoved = outcome.removed.filter { $0 > version }
            }
            return settlement
        }
    }

    /// A nack reaches the consumer.
    func giveBack(_ call: CallInFlight, at now: Duration) -> [Settlement] {
        call.ids.map { id in
            if isLate(id, in: call) { hazards.happened(.lateNack) }
            let outcome = state.nack(id, at: now)
            return Settlement(
                deliveries: call.held.filter { $0.ackID == id }, isAccepted: outcome.isAccepted,
                isRefused: !outcome.isAccepted)
        }
    }

    /// Whether a message is still there, of a consumer that says so to a worker whose ack comes too late: SQS FIFO. One
    /// that is gone may be deleted again and again.
    private func isKept(_ delivery: Delivery?) -> Bool {
        guard kind == .fifo, let record = delivery?.record else { return false }
        return state.view(of: record.id).contains { $0.version == record.updatedIdx }
    }

    /// Deliveries' time ends so much later than now.
    ///
    /// - Returns: Those of which nothing came.
    func extend(_ ids: [AckID], by time: Duration, at now: Duration) -> [AckID] {
        ids.filter { state.extend($0, by: time, at: now) != nil }
    }

    /// Whether what it names has been delivered again since.
    func isLate(_ id: AckID, in call: CallInFlight) -> Bool {
        guard let delivery = call.held.first(where: { $0.ackID == id }) else { return false }
        return call.deliveryNumbers[id] ?? 0 < deliveryCounts[key(delivery)] ?? 0
    }

    /// A copy of a call stays on its way.
    func keepInFlight(_ call: CallInFlight) { callsInFlight.append(call) }

    /// Takes a copy of a worker's call that arrives now.
    func takeInFlight(of worker: Int, isNack: Bool) -> CallInFlight? {
        callsInFlight.firstIndex { $0.worker == worker && $0.isNack == isNack }.map { callsInFlight.remove(at: $0) }
    }

    // MARK: Hazards

    /// An event of this kind has happened.
    func happened(_ event: Hazard) { hazards.happened(event) }

    /// A statement about these has paused inside itself.
    func paused(_ deliveries: [Delivery]) { hazards.paused(deliveries) }

    /// Whether a statement has paused inside itself.
    var hasPaused: Bool { hazards.hasPaused }

    /// How often the scenario's hazard has happened.
    var hazardCount: Int { hazards.count }

    // MARK: Questions

    /// Whether all is acknowledged.
    var isDrained: Bool { state.isDrained }
    /// What is neither acknowledged nor given up.
    var slots: [SlotView] { state.slots }
    /// What is out with workers.
    var inFlight: [SlotView] { state.inFlight }
    /// The records that were given up.
    var dead: [DeadRecord] { state.dead }

    /// What the consumer holds of a record.
    func view(of recordID: String) -> [SlotView] { state.view(of: recordID) }

    /// When the next delivery expires.
    func nextExpiry(after now: Duration) -> Duration? { state.nextExpiry(after: now) }

    // MARK: State

    /// Adds what is still to come of it to a state.
    func add(to print: inout StateFingerprint, at now: Duration) {
        print.add(UInt64(changesMade))
        for slot in state.slots {
            print.add(slot.recordID)
            print.add(slot.version)
            print.add(slot.handedOut ?? .min)
            print.add(slot.state.rawValue)
            // A webhook's pauses grow with its attempts.
            if state.configuration.maxDeliver != nil || kind == .webhook { print.add(UInt64(slot.deliverCount)) }
            print.add(slot.expires.map { max($0 - now, .zero) }.map { "\($0)" } ?? "")
        }
        for copy in state.copies {
            print.add(copy.recordID)
            print.add(copy.version)
        }
        if keepsNoOrder { print.add(UInt64(copiesDelivered)) }
        for position in state.positions {
            print.add(UInt64(position.next))
            print.add(UInt64((position.member ?? -1) + 1))
        }
        for dead in state.dead { print.add(dead.record.id) }
        for call in callsInFlight {
            print.add(UInt64(call.worker))
            print.add(call.isNack ? UInt64(1) : UInt64(0))
            for delivery in call.held { add(delivery, to: &print) }
        }
    }

    /// Adds a delivery that a worker, or a call, names.
    func add(_ delivery: Delivery, to print: inout StateFingerprint) {
        print.add(delivery.record.id)
        print.add(delivery.record.updatedIdx)
        // Two ack ids are alike if they name the slot as it is, or do not.
        let names = state.view(of: delivery.record.id).contains { $0.ackID == delivery.ackID }
        print.add(names ? UInt64(1) : UInt64(0))
    }
}
