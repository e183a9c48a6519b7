public import Sequin

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
    /// Whether a deletion has the record's last data; else it has neither data nor times.
    public var deletionsHaveData: Bool

    /// Creates options.
    public init(
        collections: [Collection] = [.stripeSubscription], seed: UInt64 = 1, sequenceStart: SequenceStart = .one,
        largestGap: Int = 5, idStyle: IDStyle = .text, upstreamIDStyle: IDStyle = .text, isPlain: Bool = false,
        deletionsHaveData: Bool = true
    ) {
        self.collections = collections.isEmpty ? [.stripeSubscription] : collections
        self.seed = seed
        self.sequenceStart = sequenceStart
        self.largestGap = max(1, largestGap)
        self.idStyle = idStyle
        self.upstreamIDStyle = upstreamIDStyle
        self.isPlain = isPlain
        self.deletionsHaveData = deletionsHaveData
    }
}
