import Sequin

/// Values of the right kind, to try statements with before the first delivery.
struct SampleValues: Sendable {
    private var values: [String: String]
    /// The variables that may be NULL.
    let nullable: Set<String>
    /// What stands for a variable whose kind is not known: set by `\gset`, or a field that was not declared.
    private static let unknown = "probe"

    /// The values for upsert.sql and delete.sql.
    init(collection: Collection) {
        values = [
            "id": "probe", "collection_slug": collection.slug, "provider": collection.provider,
            "upstream_id": "probe", "deleted": "false", "updated_idx": "1", "sync_id": "probe",
            "sync_external_id": "probe", "sync_metadata": "{}", "upstream_created_at": Self.sample(.timestamp),
            "upstream_updated_at": Self.sample(.timestamp), "data": "{}",
        ]
        for field in collection.fields where values[field.name] == nil {
            values[field.name] = Self.sample(field.type)
        }
        for (name, value) in [("ack_id", "probe"), ("deliver_count", "1"), ("message_id", "probe")]
        where values[name] == nil {
            values[name] = value
        }
        nullable = Set(
            ["sync_external_id", "upstream_created_at", "upstream_updated_at", "message_id"]
                + collection.fields.filter(\.isNullable).map(\.name))
    }

    /// The values for batch.sql.
    init(batchOf collection: Collection) {
        self.init(["records": "[]"])
        for name in BatchVariables.arrayNames(of: collection) { values[name] = "{}" }
    }

    /// The values for session.sql.
    static let none = SampleValues([:])

    init(_ values: [String: String]) {
        self.values = values
        nullable = []
    }

    private static func sample(_ type: FieldType) -> String {
        switch type {
        case .text: unknown
        case .integer: "1"
        case .number: "1.5"
        case .boolean: "true"
        case .timestamp: "2000-01-01T00:00:00Z"
        case .json: "{}"
        }
    }

    /// Variables that have all that the references mention.
    ///
    /// A `:name` that no record has stays undefined, since psql would leave it as it is.
    func variables(for references: [Reference], nulls: Bool = false) -> Variables {
        var chosen: [String: String?] = [:]
        for reference in references {
            let name = reference.name
            if nulls && nullable.contains(name) && reference.form == .literal {
                chosen[name] = .some(nil)
            } else if let value = values[name] {
                chosen[name] = value
            } else if reference.form == .literal || reference.form == .identifier {
                chosen[name] = Self.unknown
            }
        }
        return Variables(chosen)
    }

    func isKnown(_ name: String) -> Bool { values[name] != nil }
}
