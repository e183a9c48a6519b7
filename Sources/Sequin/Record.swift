/// One API object as Sequin hands it out.
///
/// Field names and meanings follow Sequin's API-sync guide, "Upsert to Postgres".
public struct Record: Hashable, Sendable, Codable {
    /// The record's id: unique across syncs and providers.
    public var id: String
    /// The collection it belongs to, such as `stripe:subscription`.
    public var collectionSlug: String
    /// The API it came from, such as `stripe`.
    public var provider: String
    /// The id that the API itself uses.
    public var upstreamID: String
    /// Whether the object no longer exists upstream; a deletion arrives as an update with this set.
    public var deleted: Bool
    /// The record's version: it grows with each change, deletion included, and may exceed 2^31.
    public var updatedIdx: Int64
    /// The sync that delivered it.
    public var sync: Sync
    /// When the object was created upstream, ISO 8601; nil where the API does not say.
    public var upstreamCreatedAt: String?
    /// When the object was last changed upstream, ISO 8601; nil where the API does not say.
    public var upstreamUpdatedAt: String?
    /// The API's own fields; always an object.
    public var data: JSONValue

    /// The sync that a record came through.
    public struct Sync: Hashable, Sendable, Codable {
        /// The sync's id.
        public var id: String
        /// The customer's own id for the sync, if one was given.
        public var externalID: String?
        /// Free-form JSON that the customer attached to the sync.
        public var metadata: JSONValue

        /// Creates a sync description.
        public init(id: String, externalID: String?, metadata: JSONValue) {
            self.id = id
            self.externalID = externalID
            self.metadata = metadata
        }

        enum CodingKeys: String, CodingKey {
            case id
            case externalID = "external_id"
            case metadata
        }
    }

    /// Creates a record.
    public init(
        id: String, collectionSlug: String, provider: String, upstreamID: String, deleted: Bool, updatedIdx: Int64,
        sync: Sync, upstreamCreatedAt: String?, upstreamUpdatedAt: String?, data: JSONValue
    ) {
        self.id = id
        self.collectionSlug = collectionSlug
        self.provider = provider
        self.upstreamID = upstreamID
        self.deleted = deleted
        self.updatedIdx = updatedIdx
        self.sync = sync
        self.upstreamCreatedAt = upstreamCreatedAt
        self.upstreamUpdatedAt = upstreamUpdatedAt
        self.data = data
    }

    enum CodingKeys: String, CodingKey {
        case id
        case collectionSlug = "collection_slug"
        case provider
        case upstreamID = "upstream_id"
        case deleted
        case updatedIdx = "updated_idx"
        case sync
        case upstreamCreatedAt = "upstream_created_at"
        case upstreamUpdatedAt = "upstream_updated_at"
        case data
    }
}
