public import Sequin

/// What a consumer holds of a record: a slot, or one message where a message is a change.
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
