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
