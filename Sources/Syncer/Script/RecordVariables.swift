import OrderedCollections
import Sequin

/// A record's values by the names that scripts use.
struct RecordVariables: Sendable {
    let record: Record
    let collection: Collection

    /// The names that every record has, whatever its collection.
    static let names = [
        "id", "collection_slug", "provider", "upstream_id", "deleted", "updated_idx", "sync_id", "sync_external_id",
        "sync_metadata", "upstream_created_at", "upstream_updated_at", "data",
    ]

    /// How to read a name that every record has; nil for any other name.
    static func reader(of name: String) -> (@Sendable (Record) -> JSONValue)? {
        switch name {
        case "id": { .string($0.id) }
        case "collection_slug": { .string($0.collectionSlug) }
        case "provider": { .string($0.provider) }
        case "upstream_id": { .string($0.upstreamID) }
        case "deleted": { .bool($0.deleted) }
        case "updated_idx": { .integer($0.updatedIdx) }
        case "sync_id": { .string($0.sync.id) }
        case "sync_external_id": { $0.sync.externalID.map(JSONValue.string) ?? .null }
        case "sync_metadata": { $0.sync.metadata }
        case "upstream_created_at": { $0.upstreamCreatedAt.map(JSONValue.string) ?? .null }
        case "upstream_updated_at": { $0.upstreamUpdatedAt.map(JSONValue.string) ?? .null }
        case "data": { $0.data }
        default: nil
        }
    }

    /// The value under a name as JSON; nil where there is no such name.
    func json(_ name: String) -> JSONValue? {
        if let read = Self.reader(of: name) { return read(record) }
        return record.data.members[name] ?? (collection.fields.contains { $0.name == name } ? .null : nil)
    }

    /// The value under a name as text; nil where there is no such name.
    func value(_ name: String) -> Variables.Value? {
        switch json(name) {
        case nil: nil
        case .null: .null
        case .string(let text): .text(text)
        case let other?: .text(other.text)
        }
    }
}
