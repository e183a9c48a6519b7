import OrderedCollections
public import Sequin

/// The API that is being synced: the source of record versions, and the truth that a table must match.
///
/// ```swift
/// var upstream = Upstream(.init(isPlain: true))
/// let first = try upstream.apply(.create(0))    // A, version 1, plan_id "plan_1"
/// let second = try upstream.apply(.update(0))   // A, plan_id "plan_2"
/// upstream.truth == [second]
/// ```
public struct Upstream: Sendable {
    /// What its records are like.
    public let options: UpstreamOptions
    /// Every version published since ``forgetHistory()`` was called last, in order.
    public private(set) var history: [Record] = []
    /// The latest version of each record, deleted ones included, in the order of their first creation.
    public private(set) var truth: [Record] = []

    private struct Place: Sendable {
        var inTruth: Int
        /// How many versions have had values of their own.
        var ordinal: Int
        /// Its data when it was last live.
        var data: OrderedDictionary<String, JSONValue> = [:]
    }
    /// Only looked up, never walked through.
    private var places: [Int: Place] = [:]
    private var seconds = 0
    private var versionCount = 0
    private var lastVersion: Int64?

    /// Creates an upstream without records.
    public init(_ options: UpstreamOptions = .init()) { self.options = options }

    /// The id of a record, counted from 0, whether it exists or not.
    public func id(of record: Int) -> String { options.id(of: record) }

    /// The latest version of a record, counted from 0; nil if it was never created.
    public func latest(_ record: Int) -> Record? { places[record].map { truth[$0.inTruth] } }

    /// Why the change is impossible now; nil if it is possible.
    public func objection(to change: Change) -> ImpossibleChange? {
        let reason: ImpossibleChange.Reason?
        if change.record < 0 {
            reason = .isNegative
        } else {
            switch (change.kind, latest(change.record)?.deleted) {
            case (.create, nil), (.update, false), (.delete, false), (.recreate, true): reason = nil
            case (.create, .some): reason = .exists
            case (_, nil): reason = .isAbsent
            case (.recreate, .some): reason = .isLive
            case (_, .some): reason = .isDeleted
            }
        }
        return reason.map { ImpossibleChange(change: change, reason: $0) }
    }

    /// Changes a record.
    ///
    /// A deletion keeps the last data, if deletions have any, and sets `deleted`. A record that comes back has new data and a new creation time.
    ///
    /// - Returns: The version that this makes.
    /// - Throws: If the record is not there to be changed, or is there already.
    public mutating func apply(_ change: Change) throws(ImpossibleChange) -> Record {
        if let objection = objection(to: change) { throw objection }
        var generator = SaltedRandom(seed: options.seed, 2, UInt64(versionCount))
        seconds += pause(before: change.kind, &generator)

        var place = places[change.record] ?? Place(inTruth: truth.count, ordinal: 0)
        var record = latest(change.record) ?? blank(change.record)
        record.updatedIdx =
            lastVersion.map { $0 + 1 + Int64(generator.below(options.largestGap)) }
            ?? min(options.sequenceStart.first, .max / 2)
        record.deleted = change.kind == .delete
        record.upstreamUpdatedAt = UTCTime(seconds: seconds).text()
        if change.kind == .create || change.kind == .recreate { record.upstreamCreatedAt = record.upstreamUpdatedAt }
        if change.kind != .delete {
            place.ordinal += 1
            var values = FieldValues(options: options, record: change.record, ordinal: place.ordinal)
            place.data = values.data(options.collection(of: change.record).fields, previous: place.data)
            record.data = .object(place.data)
        } else if !options.deletionsHaveData {
            record.data = .object([:])
        }
        orderVersion(of: &record, number: change.record)
        if record.deleted, !options.deletionsHaveData {
            record.upstreamCreatedAt = nil
            // Unless it is the version.
            if options.shape(of: change.record).version != "upstream_updated_at" { record.upstreamUpdatedAt = nil }
        }
        if place.inTruth == truth.count { truth.append(record) } else { truth[place.inTruth] = record }
        places[change.record] = place
        history.append(record)
        versionCount += 1
        lastVersion = record.updatedIdx
        return record
    }

    /// Has the field that orders versions grow with them, deletions included. Times may tie.
    private func orderVersion(of record: inout Record, number: Int) {
        guard let name = options.shape(of: number).version, case .object(var data) = record.data else { return }
        let type = options.collection(of: number).fields.first { $0.name == name }?.type
        data[name] =
            switch type {
            case .integer, .number, nil: .integer(record.updatedIdx)
            case .timestamp, .text, .boolean, .json: record.upstreamUpdatedAt.map(JSONValue.string) ?? .null
            }
        record.data = .object(data)
    }

    /// Empties ``history``, which would grow for ever in a server that goes on for days. What comes next stays the same.
    public mutating func forgetHistory() { history = [] }

    /// Seconds since the last change. Last-writer-wins by time must not be taken for a version, so now and then the
    /// clock stands still; what is deleted and comes back does so within one second.
    private func pause(before kind: Change.Kind, _ generator: inout SaltedRandom) -> Int {
        if options.isPlain { return 60 }
        let drawn = generator.below(4)
        return kind == .create || kind == .update ? drawn : 0
    }

    private func blank(_ record: Int) -> Record {
        let collection = options.collection(of: record)
        return Record(
            id: id(of: record), collectionSlug: collection.slug, provider: collection.provider,
            upstreamID: options.upstreamID(of: record), deleted: false,
            updatedIdx: 0, sync: sync(of: record), upstreamCreatedAt: nil, upstreamUpdatedAt: nil, data: .object([:]))
    }

    /// A record stays with its sync.
    private func sync(of record: Int) -> Record.Sync {
        if options.isPlain {
            return Record.Sync(id: "sync_1", externalID: "customer_1", metadata: .object(["tenant": .string("one")]))
        }
        var generator = SaltedRandom(seed: options.seed, 3, UInt64(record))
        let number = generator.below(3) + 1
        return Record.Sync(
            id: "sync_\(number)", externalID: number == 3 ? nil : "customer '\(number)'",
            metadata: .object([
                "tenant": .string(generator.element(of: FieldValues.awkward)),
                "tags": .array([.integer(number), .null]),
            ]))
    }
}
