public import Sequin

/// The state of a slot, or of a message.
public enum SlotState: String, Hashable, Sendable, Codable {
    /// Waits to be handed out.
    case available
    /// Handed out, its latest version.
    case delivered
    /// Handed out, and changed since: the newer version is withheld until the delivery ends.
    case pendingRedelivery
}

/// What a consumer holds of a record: a slot, or for `sequin-sinks` one message.
public struct SlotView: Hashable, Sendable {
    /// The record.
    public var recordID: String
    /// Where it stands.
    public var state: SlotState
    /// The version that it holds: what would be handed out next.
    public var version: Int64
    /// The version that was handed out last; nil if none was.
    public var handedOut: Int64?
    /// Deliveries without an ack.
    public var deliverCount: Int
    /// When the latest delivery expires, since start; nil if nothing is in flight.
    public var expires: Duration?
    /// The current ack id; nil until the first delivery.
    public var ackID: AckID?

    /// Whether a delivery is in flight whose time is over: it may be handed out again, and may still be acked.
    public func isExpired(at now: Duration) -> Bool { expires.map { $0 <= now } ?? false }
}

/// A record that was set aside, since `maxDeliver` deliveries of it have failed.
public struct DeadRecord: Hashable, Sendable {
    /// The record as it was handed out last.
    public var record: Record
    /// How often it was handed out.
    public var deliverCount: Int
}
