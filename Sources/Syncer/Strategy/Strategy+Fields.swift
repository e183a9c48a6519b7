public import Sequin

extension Strategy {
    /// The fields that every record has.
    package static var recordFields: [String] { RecordVariables.names }

    /// The names of the fields that a route's records have: those of every record, and the collection's own.
    public func fieldNames(of route: Route) -> [String] {
        let own = route.collection.fields.map(\.name)
        return RecordVariables.names + own.filter { !RecordVariables.names.contains($0) }
    }

    /// The text of a record's field as scripts see it; nil is NULL, or no such field.
    public func text(of field: String, in record: Record) -> String? {
        guard let route = route(for: record.collectionSlug) else { return nil }
        return RecordVariables(record: record, collection: route.collection).value(field).flatMap { value in
            if case .text(let text) = value { text } else { nil }
        }
    }
}
