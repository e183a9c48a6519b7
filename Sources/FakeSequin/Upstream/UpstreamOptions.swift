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
    /// Whether numbers have no more digits than a double keeps, so that every reader of JSON reads them alike (RFC 8259, 6).
    public var hasPlainNumbers: Bool
    /// What the records of a collection are like, by its slug, where its fields' types do not say enough.
    public var shapes: [String: RecordShape]

    /// Creates options.
    public init(
        collections: [Collection] = [.stripeSubscription], seed: UInt64 = 1, sequenceStart: SequenceStart = .one,
        largestGap: Int = 5, idStyle: IDStyle = .text, upstreamIDStyle: IDStyle = .text, isPlain: Bool = false,
        deletionsHaveData: Bool = true, hasPlainNumbers: Bool = false, shapes: [String: RecordShape] = [:]
    ) {
        self.collections = collections.isEmpty ? [.stripeSubscription] : collections
        self.seed = seed
        self.sequenceStart = sequenceStart
        self.largestGap = max(1, largestGap)
        self.idStyle = idStyle
        self.upstreamIDStyle = upstreamIDStyle
        self.isPlain = isPlain
        self.deletionsHaveData = deletionsHaveData
        self.hasPlainNumbers = hasPlainNumbers
        self.shapes = shapes
    }

    /// The collection of a record, counted from 0.
    func collection(of record: Int) -> Collection { collections[record % collections.count] }

    /// What a record's collection is like.
    func shape(of record: Int) -> RecordShape { shapes[collection(of: record).slug] ?? RecordShape() }

    /// The id of a record, counted from 0.
    public func id(of record: Int) -> String {
        shape(of: record).ids.element(of: record) ?? idStyle.id(record)
    }

    /// The id that the API itself uses for a record, counted from 0.
    func upstreamID(of record: Int) -> String {
        if let id = shape(of: record).upstreamIDs.element(of: record) { return id }
        let id = upstreamIDStyle.id(record, purpose: 1)
        return upstreamIDStyle == .text ? "up_\(id)" : id
    }

    /// How many records can have an id of their own, and a value of their own where no two may have the same; nil for any
    /// number.
    public var mostRecords: Int? { collections.compactMap { shapes[$0.slug]?.mostRecords }.min() }
}

extension [String] {
    fileprivate func element(of record: Int) -> String? { indices.contains(record) ? self[record] : nil }
}
