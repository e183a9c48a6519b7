/// One change of the API's objects.
public struct Change: Hashable, Sendable, Codable, CustomStringConvertible {
    /// What kinds of change there are.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// The object appears for the first time.
        case create
        /// At least one of its fields changes.
        case update
        /// It goes; it arrives as an update with `deleted = true`.
        case delete
        /// It comes back under the same id.
        case recreate
    }

    /// What happens.
    public var kind: Kind
    /// The record that changes, counted from 0.
    public var record: Int

    /// Creates a change of a record, counted from 0.
    public init(_ kind: Kind, _ record: Int) {
        self.kind = kind
        self.record = record
    }

    /// The first appearance of a record.
    public static func create(_ record: Int) -> Change { Change(.create, record) }
    /// A change of its fields.
    public static func update(_ record: Int) -> Change { Change(.update, record) }
    /// Its end.
    public static func delete(_ record: Int) -> Change { Change(.delete, record) }
    /// Its return after a deletion.
    public static func recreate(_ record: Int) -> Change { Change(.recreate, record) }

    /// The change in words, such as `update A`; records are called as ``RecordName`` says.
    public var description: String { "\(kind.rawValue) \(RecordName.letters(record))" }
}

/// A change that the API cannot make.
public struct ImpossibleChange: Error, Hashable, CustomStringConvertible {
    /// The change.
    public let change: Change
    /// What stands against it.
    public let reason: Reason

    /// Why a change is impossible.
    public enum Reason: String, Hashable, Sendable {
        /// Only a record that never existed can be created.
        case exists = "it exists, or did"
        /// Only a live record can be updated or deleted.
        case isDeleted = "it is deleted"
        /// The record was never created.
        case isAbsent = "it was never created"
        /// Only a deleted record can be created again.
        case isLive = "it is not deleted"
        /// Records are counted from 0.
        case isNegative = "records are counted from 0"
    }

    /// One sentence.
    public var description: String { "Cannot \(change): \(reason.rawValue)." }
}
