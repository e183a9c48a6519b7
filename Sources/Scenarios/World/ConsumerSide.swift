import FakeSequin
import Sequin
import Simulation

/// The world on the consumer's side: the upstream API, the consumer, calls that are on their way to it, how often each
/// record has been delivered, and how often the scenario's hazard has happened.
final class ConsumerSide {
    private var upstream: Upstream
    private var state: ConsumerState
    private var hazards: HazardCounter
    /// How often each record has been delivered.
    private var deliveryCounts: [String: Int] = [:]
    /// Acks and nacks on their way that have arrived once already.
    private(set) var callsInFlight: [CallInFlight] = []
    /// The upstream changes that have been made.
    private(set) var changesMade = 0

    init(_ plan: WorldPlan) {
        upstream = plan.makeUpstream()
        state = ConsumerState(plan.consumer)
        hazards = HazardCounter(plan.scenario.hazard)
    }

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

    /// Hands out a batch.
    ///
    /// - Parameters:
    ///   - order: The ids of its records, in order.
    ///   - limit: How many deliveries a worker takes at most.
    ///   - holdings: What the other workers hold.
    func handOut(
        _ order: [String], limit: Int, at now: Duration, besides holdings: [[Delivery]], ledger: Ledger
    ) -> [Delivery] {
        var left = state.deliverable(at: now, limit: max(order.count, limit))
        let chosen = order.compactMap { wanted in
            left.firstIndex { $0.recordID == wanted }.map { left.remove(at: $0) }
        }
        for item in chosen { hazards.willDeliver(item.recordID, from: state.view(of: item.recordID), at: now) }
        let deliveries = state.deliver(chosen, at: now)
        let held = holdings.filter { !$0.isEmpty }
        for delivery in deliveries {
            deliveryCounts[delivery.record.id, default: 0] += 1
            hazards.delivered(delivery, ledger: ledger, holders: held.count)
        }
        hazards.delivered(batch: deliveries, besides: held)
        return deliveries
    }

    /// The number of a record's latest delivery, from 1.
    func deliveryNumber(of record: String) -> Int? { deliveryCounts[record] }

    /// The records that have been delivered again after they had expired.
    var redelivered: Set<String> { hazards.redelivered }

    /// Lets the consumer notice which records it has tried often enough.
    func noticeExpiries(at now: Duration) { state.noticeExpiries(at: now) }

    // MARK: Settling

    /// An ack reaches the consumer.
    func acknowledge(_ call: CallInFlight, at now: Duration) -> [Settlement] {
        call.ids.map { id in
            let held = call.held.filter { $0.ackID == id }
            if isLate(id, in: call) { hazards.happened(.lateAck) }
            let outcome = state.ack(id, at: now)
            var settlement = Settlement(deliveries: held, isAccepted: outcome.isAccepted)
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
            return Settlement(deliveries: call.held.filter { $0.ackID == id }, isAccepted: outcome.isAccepted)
        }
    }

    /// Whether the record has been delivered again since.
    func isLate(_ id: AckID, in call: CallInFlight) -> Bool {
        guard let delivery = call.held.first(where: { $0.ackID == id }) else { return false }
        return call.deliveryNumbers[id] ?? 0 < deliveryCounts[delivery.record.id] ?? 0
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
            if state.configuration.maxDeliver != nil { print.add(UInt64(slot.deliverCount)) }
            print.add(slot.expires.map { max($0 - now, .zero) }.map { "\($0)" } ?? "")
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
