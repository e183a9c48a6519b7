internal import OrderedCollections
package import Sequin
internal import SequinWire

/// What Sequin's webhook sinks post, 2025-02 and later, read from its public source.
package enum WebhookMessage {
    /// The number of the only consumer, as its messages have it.
    static let consumer = "00000000-0000-4000-9000-" + WireAckID.hex(1, 12)

    /// A message by itself: the record and what is told of its change. It has no id to be acknowledged by.
    ///
    /// - Parameter name: The consumer's name.
    package static func message(_ delivery: Delivery, consumer name: String) -> JSONValue {
        let wire = WireProtocol.httpPull
        let metadata = wire.metadata(
            of: delivery, stream: "default", consumer: (id: consumer, name: name), database: "converge")
        return wire.message(delivery, metadata: metadata)["data"] ?? .null
    }

    /// A batch of one message, as sinks post them by default.
    ///
    /// - Parameter name: The consumer's name.
    package static func batch(_ delivery: Delivery, consumer name: String) -> JSONValue {
        .object(["data": .array([message(delivery, consumer: name)])])
    }
}
