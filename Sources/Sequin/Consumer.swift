/// What a syncer needs to know of a Sequin consumer, fake or real.
///
/// A consumer hands each change out at least once: a delivery that is not acknowledged within ``ackWait`` is handed
/// out again, to any worker.
public protocol Consumer: Sendable {
    /// How long a delivery may stay unacknowledged before it is handed out again.
    var ackWait: Duration { get }

    /// Takes up to `batchSize` deliveries, waiting for the first as long as the consumer's long poll allows.
    ///
    /// - Returns: The deliveries, in an order that carries no meaning; none if the long poll ended first.
    /// - Throws: Whatever the transport throws; the deliveries may then be in flight all the same.
    func receive(batchSize: Int) async throws -> [Delivery]

    /// Says that these deliveries need not be handed out again. Unknown ids are ignored.
    func ack(_ ids: [AckID]) async throws

    /// Asks for these deliveries to be handed out again at once. Unknown ids are ignored.
    func nack(_ ids: [AckID]) async throws
}
