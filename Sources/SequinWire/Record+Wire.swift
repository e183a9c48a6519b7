import OrderedCollections
public import Sequin

extension Record {
    /// The record as an object of Sequin's API.
    public var wireObject: JSONValue {
        .object([
            "id": .string(id), "collection_slug": .string(collectionSlug), "provider": .string(provider),
            "upstream_id": .string(upstreamID), "deleted": .bool(deleted), "updated_idx": .integer(updatedIdx),
            "sync": .object([
                "id": .string(sync.id), "external_id": JSONValue(sync.externalID), "metadata": sync.metadata,
            ]),
            "upstream_created_at": JSONValue(upstreamCreatedAt), "upstream_updated_at": JSONValue(upstreamUpdatedAt),
            "data": data,
        ])
    }

    /// Whether it is as it was created, as far as its times tell.
    public var isFirstVersion: Bool { upstreamCreatedAt == upstreamUpdatedAt }

    /// Reads a record from an object of Sequin's API.
    ///
    /// `collection_id`, as the collection's slug was called at first, counts too. Whatever else is in the object is
    /// ignored; `id`, the collection and `updated_idx` must be there.
    ///
    /// - Parameters:
    ///   - object: The object.
    ///   - place: Where it stands, for the error.
    /// - Throws: ``WireError``.
    public init(wire object: JSONValue, at place: String) throws(WireError) {
        let members = WireObject(object, at: place)
        let slug = try members.string(members["collection_slug"] == nil ? "collection_id" : "collection_slug")
        let sync = WireObject(members["sync"] ?? .null, at: "\(place).sync")
        let data = members["data"] ?? .object([:])
        guard case .object = data else { throw WireError("\(place).data", "is no object") }
        self.init(
            id: try members.string("id"), collectionSlug: slug,
            provider: try members.optionalString("provider") ?? String(slug.prefix { $0 != ":" }),
            upstreamID: try members.optionalString("upstream_id") ?? "",
            deleted: try members.optionalBool("deleted") ?? false, updatedIdx: try members.integer("updated_idx"),
            sync: Sync(
                id: try sync.optionalString("id") ?? "", externalID: try sync.optionalString("external_id"),
                metadata: sync["metadata"] ?? .object([:])),
            upstreamCreatedAt: try members.optionalString("upstream_created_at"),
            upstreamUpdatedAt: try members.optionalString("upstream_updated_at"), data: data)
    }
}

extension JSONValue {
    /// A string, or null.
    public init(_ text: String?) { self = text.map(JSONValue.string) ?? .null }
}
