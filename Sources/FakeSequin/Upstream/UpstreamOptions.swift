public import Sequin

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

/// What an upstream's records are like.
public struct UpstreamOptions: Hashable, Sendable, Codable {
    /// The collections that records are spread over: record n belongs to collection n modulo their number.
    public var collections: [Collection]
    /// Decides values, gaps and times. The same seed and changes give the same records.
    public var seed: UInt64
    /// Where versions start.
    public var sequenceStart: SequenceStart
    /// By how much a version may exceed the one before it, at most; at least 1.
    public var largestGap: Int
    /// What record ids look like.
    public var idStyle: IDStyle
    /// What upstream ids look like; text ids read `up_A`.
    public var upstreamIDStyle: IDStyle
    /// Simple values for timelines that people read: `plan_2`, `2`; all fields change with each version, none is ever
    /// null.
    public var isPlain: Bool

    /// Creates options.
    public init(
        collections: [Collection] = [.stripeSubscription], seed: UInt64 = 1, sequenceStart: SequenceStart = .one,
        largestGap: Int = 5, idStyle: IDStyle = .text, upstreamIDStyle: IDStyle = .text, isPlain: Bool = false
    ) {
        self.collections = collections.isEmpty ? [.stripeSubscription] : collections
        self.seed = seed
        self.sequenceStart = sequenceStart
        self.largestGap = max(1, largestGap)
        self.idStyle = idStyle
        self.upstreamIDStyle = upstreamIDStyle
        self.isPlain = isPlain
    }
}
