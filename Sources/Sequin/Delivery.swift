/// Names one handing-out of a record when it is acknowledged.
///
/// What it names exactly (a delivery, or a slot for ever) depends on the kind of consumer.
public struct AckID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The id as the consumer wrote it.
    public var rawValue: String

    /// Wraps an id that a consumer gave out.
    public init(_ rawValue: String) { self.rawValue = rawValue }

    /// The id as the consumer wrote it.
    public var description: String { rawValue }

    /// Decodes the id from a plain string.
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    /// Encodes the id as a plain string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// One handing-out of a record by a consumer.
public struct Delivery: Hashable, Sendable, Codable {
    /// What to acknowledge it by.
    public var ackID: AckID
    /// The record as it was when it was handed out.
    public var record: Record
    /// How often this record has been handed out without being acknowledged, this time included; from 1.
    public var deliverCount: Int

    /// Creates a delivery.
    public init(ackID: AckID, record: Record, deliverCount: Int) {
        self.ackID = ackID
        self.record = record
        self.deliverCount = deliverCount
    }

    enum CodingKeys: String, CodingKey {
        case ackID = "ack_id"
        case record
        case deliverCount = "deliver_count"
    }
}
