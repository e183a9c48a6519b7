import FakeSequin
import Sequin

/// Counts how often a scenario's hazard happened in a run.
struct HazardCounter {
    private let hazard: Hazard
    private(set) var count = 0
    /// What has expired unacknowledged, of the records about to be delivered: the version that was out.
    private var expired: [String: Int64] = [:]

    init(_ hazard: Hazard) { self.hazard = hazard }

    /// Looks at a record's slots before it is handed out.
    mutating func willDeliver(_ recordID: String, from slots: [SlotView], at now: Duration) {
        expired[recordID] = slots.first { $0.isExpired(at: now) }?.handedOut
    }

    mutating func delivered(_ delivery: Delivery, checker: Checker, holders: Int) {
        let id = delivery.record.id
        let old = expired.removeValue(forKey: id)
        let happened =
            switch hazard {
            case .delivery: true
            case .concurrentDeliveries: holders > 0
            case .duplicate: old != nil && checker.wasApplied(id, delivery.record.updatedIdx)
            case .crashWhileHolding: false
            case .redelivery: old != nil
            case .redeliveryOfAbsentRow: old != nil && !checker.wasEverApplied(id)
            case .redeliveryOfDeletion:
                old.map { delivery.record.deleted || checker.isDeletion(id, $0) } ?? false
            case .redeliveryAfterRecreation:
                old != nil && !delivery.record.deleted && checker.wasDeleted(id, before: delivery.record.updatedIdx)
            }
        if happened { count += 1 }
    }

    mutating func crashedWhileHolding() {
        if hazard == .crashWhileHolding { count += 1 }
    }
}
