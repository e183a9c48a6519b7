import FakeSequin
import Sequin

/// Counts how often a scenario's hazard happened in a run.
struct HazardCounter {
    private let hazard: Hazard
    private(set) var count = 0
    /// The version that was out when it expired, of a record or message about to be delivered.
    private var expired: [String: Int64] = [:]
    /// Records that were delivered again after they had expired.
    private(set) var redelivered: Set<String> = []
    /// Records that a statement was about when it paused inside itself.
    private var paused: Set<String> = []
    /// Records of which a deletion was delivered.
    private var sawDeletion: Set<String> = []

    init(_ hazard: Hazard) { self.hazard = hazard }

    /// Looks at the slots of a record, or at a message, before it is handed out.
    mutating func willDeliver(_ key: String, from slots: [SlotView], at now: Duration) {
        expired[key] = slots.first { $0.isExpired(at: now) }?.handedOut
    }

    /// A version is about to be delivered again that was acknowledged: that is as if it had expired.
    mutating func willDeliverCopy(_ key: String, of version: Int64) { expired[key] = version }

    mutating func delivered(_ delivery: Delivery, as key: String? = nil, ledger: Ledger, holders: Int) {
        let id = delivery.record.id
        let old = expired.removeValue(forKey: key ?? id)
        if old != nil { redelivered.insert(id) }
        if delivery.record.deleted { sawDeletion.insert(id) }
        let happened =
            switch hazard {
            case .delivery: true
            case .concurrentDeliveries: holders > 0
            case .duplicate: old != nil && ledger.wasApplied(id, delivery.record.updatedIdx)
            case .redeliveryAfterPause: old != nil && paused.contains(id)
            case .poison, .legacyRow: ledger.number(of: id) == 0
            case .anyFault: old != nil
            case .crashWhileHolding, .slowness, .freeze, .lateAck, .lateNack, .sharedBatches, .duplicateInBatch,
                .lostCommit, .serverKill, .termination:
                false
            case .redelivery: old != nil
            case .redeliveryOfAbsentRow: old != nil && !ledger.wasEverApplied(id)
            case .redeliveryOfDeletion: redelivered.contains(id) && sawDeletion.contains(id)
            case .redeliveryAfterRecreation:
                redelivered.contains(id) && !delivery.record.deleted
                    && ledger.wasDeleted(id, before: delivery.record.updatedIdx)
            }
        if happened { count += 1 }
    }

    /// A worker has received a batch; `held` are the others' batches.
    mutating func delivered(batch: [Delivery], besides held: [[Delivery]]) {
        let ids = batch.map(\.record.id)
        if Set(ids).count < ids.count { happened(.duplicateInBatch) }
        let shared = held.contains { other in
            other.count > 1 && batch.count > 1 && other.contains { ids.contains($0.record.id) }
        }
        if shared { happened(.sharedBatches) }
    }

    /// A statement about these has paused inside itself.
    mutating func paused(_ deliveries: [Delivery]) {
        for delivery in deliveries { paused.insert(delivery.record.id) }
    }

    /// Whether one has.
    var hasPaused: Bool { !paused.isEmpty }

    /// An event of this kind has happened.
    mutating func happened(_ event: Hazard) {
        if hazard == event { count += 1 }
    }
}
