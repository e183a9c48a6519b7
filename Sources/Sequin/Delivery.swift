/// One handing-out of a record by a consumer.
public struct Delivery: Hashable, Sendable, Codable {
    /// What to acknowledge it by.
    public var ackID: AckID
    /// The record as it was when it was handed out.
    public var record: Record
    /// How often this record has been handed out without being acknowledged, this time included; from 1.
    public var deliverCount: Int
    /// What all deliveries of one message have in common; nil where the consumer hands out records and no messages.
    public var messageID: String?

    /// Creates a delivery.
    public init(ackID: AckID, record: Record, deliverCount: Int, messageID: String? = nil) {
        self.ackID = ackID
        self.record = record
        self.deliverCount = deliverCount
        self.messageID = messageID
    }

    enum CodingKeys: String, CodingKey {
        case ackID = "ack_id"
        case record
        case deliverCount = "deliver_count"
        case messageID = "message_id"
    }
}
