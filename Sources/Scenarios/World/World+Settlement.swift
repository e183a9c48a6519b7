import FakeSequin
import Sequin
import Simulation
import Syncer

extension World {
    /// The batches of which a worker may be given one that asks now for so many deliveries.
    ///
    /// While choices are free one message may come once more that was acknowledged, where the consumer does such things.
    func batches(of size: Int, for worker: WorkerSlot) -> [[Deliverable]] {
        consumer.batches(
            of: min(size, plan.policy.batchSize), at: timeline.now, for: worker.process.number,
            withCopies: isFree && (plan.isReplay || consumer.copiesDelivered == 0))
    }

    /// What a choice names that is to be received.
    func find(_ names: [String], for worker: WorkerSlot) -> [Deliverable] {
        consumer.find(
            names, limit: plan.policy.batchSize, at: timeline.now, for: worker.process.number, ledger: ledger)
    }

    /// Takes a batch from the consumer.
    func handOut(_ chosen: [Deliverable], to worker: WorkerSlot) -> [Delivery] {
        let deliveries = consumer.handOut(
            chosen, at: timeline.now, to: worker.process.number,
            besides: crew.workers.filter { $0 !== worker }.map(\.holding), ledger: ledger)
        checkers.delivered(deliveries)
        return deliveries
    }

    /// An ack or nack reaches the consumer.
    ///
    /// - Returns: What the caller is told.
    @discardableResult
    func settle(_ call: CallInFlight) -> WorldReply {
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
                // With an offset all is committed that lies before it.
                for record in settlement.passed {
                    checkers.acked(
                        Delivery(ackID: delivery.ackID, record: record, deliverCount: 1), by: call.worker,
                        step: stepNumber)
                }
            }
        }
        let refused = zip(call.ids, settlements).filter(\.1.isRefused).map(\.0)
        return refused.isEmpty ? .done : .refused(refused)
    }
}
