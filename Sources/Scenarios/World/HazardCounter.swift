import FakeSequin
import Sequin

/// Counts how often a scenario's hazard happened in a run.
struct HazardCounter {
    private let hazard: Hazard
    private(set) var count = 0
    /// The version that was out when it expired, of a record about to be delivered.
    private var expired: [String: Int64] = [:]
    /// Records that were delivered again after they had expired.
    private var redelivered: Set<String> = []
    /// Records of which a deletion was delivered.
    private var sawDeletion: Set<String> = []

    init(_ hazard: Hazard) { self.hazard = hazard }

    /// Looks at a record's slots before it is handed out.
    mutating func willDeliver(_ recordID: String, from slots: [SlotView], at now: Duration) {
        expired[recordID] = slots.first { $0.isExpired(at: now) }?.handedOut
    }

    mutating func delivered(_ delivery: Delivery, checker: Checker, holders: Int) {
        let id = delivery.record.id
        let old = expired.removeValue(forKey: id)
        if old != nil { redelivered.insert(id) }
        if delivery.record.deleted { sawDeletion.insert(id) }
        let happened =
            switch hazard {
            case .delivery: true
            case .concurrentDeliveries: holders > 0
            case .duplicate: old != nil && checker.wasApplied(id, delivery.record.updatedIdx)
            case .crashWhileHolding, .overlap: false
            case .redelivery: old != nil
            case .redeliveryOfAbsentRow: old != nil && !checker.wasEverApplied(id)
            case .redeliveryOfDeletion: redelivered.contains(id) && sawDeletion.contains(id)
            case .redeliveryAfterRecreation:
                redelivered.contains(id) && !delivery.record.deleted
                    && checker.wasDeleted(id, before: delivery.record.updatedIdx)
            }
        if happened { count += 1 }
    }

    mutating func overlapped() {
        if hazard == .overlap { count += 1 }
    }

    mutating func crashedWhileHolding() {
        if hazard == .crashWhileHolding { count += 1 }
    }
}
