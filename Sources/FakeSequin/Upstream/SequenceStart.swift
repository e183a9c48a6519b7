/// Where `updated_idx` starts. It is one sequence for all records, as values in Sequin's guide suggest.
public struct SequenceStart: Hashable, Sendable, Codable {
    /// The first version.
    public var first: Int64

    /// Starts at `first`.
    public init(_ first: Int64) { self.first = first }

    /// 1, 2, …
    public static let one = SequenceStart(1)
    /// 9, 10, …: versions compared as text come out wrong.
    public static let nine = SequenceStart(9)
    /// 99, 100, …
    public static let ninetyNine = SequenceStart(99)
    /// 2147483647 and on: the second version no longer fits an int4.
    public static let int4Maximum = SequenceStart(2_147_483_647)
    /// A value from Sequin's guide, above 2^31.
    public static let guide = SequenceStart(2_745_327_036)

    /// Decodes the first version from a plain number.
    public init(from decoder: any Decoder) throws { first = try decoder.singleValueContainer().decode(Int64.self) }

    /// Encodes the first version as a plain number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(first)
    }
}
