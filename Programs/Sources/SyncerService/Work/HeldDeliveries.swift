import OrderedCollections
import Sequin
import Synchronization

/// A worker's consumer that remembers what the worker has received and not settled, so that it can be given back.
final class HeldDeliveries: Consumer {
    var ackWait: Duration { base.ackWait }

    private let base: any Consumer
    private struct State {
        var ids: OrderedSet<AckID> = []
        /// From before the receive was sent.
        var since = ContinuousClock.now
    }
    private let state = Mutex(State())

    init(_ base: any Consumer) { self.base = base }

    func receive(batchSize: Int) async throws -> [Delivery] {
        let started = ContinuousClock.now
        // What is left of the batch before was left to expire.
        state.withLock { $0 = State(since: started) }
        let deliveries = try await base.receive(batchSize: batchSize)
        state.withLock { $0.ids = OrderedSet(deliveries.map(\.ackID)) }
        return deliveries
    }

    func ack(_ ids: [AckID]) async throws {
        try await base.ack(ids)
        state.withLock { $0.ids.subtract(ids) }
    }

    func nack(_ ids: [AckID]) async throws {
        try await base.nack(ids)
        state.withLock { $0.ids.subtract(ids) }
    }

    /// Gives back what is still held and cannot have expired yet.
    ///
    /// - Returns: How many deliveries that were.
    func giveBack() async throws -> Int {
        let (ids, since) = state.withLock { (Array($0.ids), $0.since) }
        guard !ids.isEmpty, ContinuousClock.now < since + ackWait * 0.75 else { return 0 }
        try await nack(ids)
        return ids.count
    }
}
