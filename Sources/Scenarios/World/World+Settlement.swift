import Sequin
import Simulation
import Syncer

extension World {
    /// Takes a batch from the consumer, in an order by record ids.
    func handOut(_ order: [String], besides worker: WorkerSlot) -> [Delivery] {
        let deliveries = consumer.handOut(
            order, limit: plan.policy.batchSize, at: timeline.now,
            besides: crew.workers.filter { $0 !== worker }.map(\.holding), ledger: ledger)
        checkers.delivered(deliveries)
        return deliveries
    }

    /// An ack or nack reaches the consumer.
    func settle(_ call: CallInFlight) {
        let worker = crew.workers[call.worker - 1]
        let settlements =
            call.isNack
            ? consumer.giveBack(call, at: timeline.now) : consumer.acknowledge(call, at: timeline.now)
        for settlement in settlements {
            let delivery = settlement.deliveries.first
            var removed: Note.Detail?
            if let delivery, !settlement.newerRemoved.isEmpty {
                removed = .removed(settlement.newerRemoved.map { ledger.label(delivery.record.id, $0) })
            }
            let kind: Note.Kind = !settlement.isAccepted ? .ignored : call.isNack ? .nacked : .acked
            note(kind, by: worker, settlement.deliveries, detail: removed)
            if settlement.isAccepted, !call.isNack, let delivery {
                checkers.acked(delivery, by: call.worker, step: stepNumber)
            }
        }
    }
}
