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

    /// The value under a name as JSON; nil where there is no such name.
    func json(_ name: String) -> JSONValue? {
        switch name {
        case "id": .string(record.id)
        case "collection_slug": .string(record.collectionSlug)
        case "provider": .string(record.provider)
        case "upstream_id": .string(record.upstreamID)
        case "deleted": .bool(record.deleted)
        case "updated_idx": .integer(record.updatedIdx)
        case "sync_id": .string(record.sync.id)
        case "sync_external_id": record.sync.externalID.map(JSONValue.string) ?? .null
        case "sync_metadata": record.sync.metadata
        case "upstream_created_at": record.upstreamCreatedAt.map(JSONValue.string) ?? .null
        case "upstream_updated_at": record.upstreamUpdatedAt.map(JSONValue.string) ?? .null
        case "data": record.data
        default: record.data.members[name] ?? (collection.fields.contains { $0.name == name } ? .null : nil)
        }
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
