import FakeSequin
import OrderedCollections
import Sequin
import Syncer

/// What the records are made up from that a strategy is judged by: ids and values that its tables take.
struct RecordSource: Sendable {
    /// The collections, their fields nullable where the columns are.
    var collections: [Collection]
    var idStyle: IDStyle
    var shapes: [String: RecordShape] = [:]
    /// Whether versions stay below what a column of small numbers holds.
    var keepsVersionsSmall = false
    /// Whether a deletion's payload has the record's data.
    var deletionsHaveData: Bool
    /// Whether numbers are those that every reader of JSON keeps: a program's own reader is not what is judged.
    var hasPlainNumbers: Bool
    /// What the tables store for ids, where that is another text: by collection, stored → id.
    var storedIDs: [String: [String: String]] = [:]

    /// Made by the fields' types alone.
    init(_ strategy: Strategy, idStyle: IDStyle) {
        collections = strategy.routes.map(\.collection)
        self.idStyle = idStyle
        deletionsHaveData = strategy.deletion == .whole
        hasPlainNumbers = strategy.command != nil
    }

    /// An upstream of such records.
    func upstream(seed: UInt64, from start: SequenceStart, isPlain: Bool) -> Upstream {
        Upstream(
            UpstreamOptions(
                collections: collections, seed: seed,
                sequenceStart: keepsVersionsSmall && start.first > Self.small ? SequenceStart(Self.small) : start,
                idStyle: idStyle, isPlain: isPlain, deletionsHaveData: deletionsHaveData,
                hasPlainNumbers: hasPlainNumbers, shapes: shapes))
    }

    /// What the table's column of ids has for a record.
    func storedID(of record: Record) -> String {
        storedIDs[record.collectionSlug]?.first { $0.value == record.id }?.key ?? record.id
    }

    /// Where versions start that shall be small, and would not be. One digit more comes soon.
    private static let small: Int64 = 999
}
