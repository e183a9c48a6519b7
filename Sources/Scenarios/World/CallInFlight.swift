import Sequin

/// An ack or nack on its way to the consumer, and what it is about.
struct CallInFlight {
    /// What it names.
    let ids: [AckID]
    /// The worker that sent it, from 1.
    let worker: Int
    let isNack: Bool
    /// What the worker held when it sent it.
    let held: [Delivery]
    /// The number of each of these among its record's deliveries.
    let deliveryNumbers: [AckID: Int]

    init(_ ids: [AckID], by worker: WorkerSlot, isNack: Bool) {
        self.ids = ids
        self.worker = worker.number
        self.isNack = isNack
        held = worker.holding + ids.compactMap(worker.delivery).filter { !worker.holding.contains($0) }
        deliveryNumbers = worker.deliveryNumbers
    }

    /// The deliveries that it names.
    var deliveries: [Delivery] { held.filter { ids.contains($0.ackID) } }
}
