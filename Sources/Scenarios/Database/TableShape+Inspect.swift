import OrderedCollections
import Postgres
import Sequin
import Syncer

extension TableShape {
    /// Learns a route's table from the server's catalogue.
    ///
    /// - Parameter own: What the strategy says of the collection's records.
    /// - Throws: ``UnusableTable`` if the table or its `id` is missing, or a `columns:` entry names no column.
    static func inspect(
        _ route: Route, strategy: Strategy, _ own: UpstreamSettings.Own, on connection: Connection
    ) async throws -> TableShape {
        let table = try await TableFacts.inspect(route.table, on: connection)
        let all = table.columns
        let known = strategy.fieldNames(of: route)
        for (column, field) in route.columns {
            guard all.contains(where: { $0.name == column }) else {
                throw UnusableTable(
                    description: MissingTable.words(forColumn: column, of: route.table, columns: all.map(\.name)))
            }
            guard field.isEmpty || known.contains(field) else {
                throw UnusableTable(description: "`columns:` maps \(column) to \(field), which is no field of a record")
            }
        }
        let shown = all.compactMap { facts -> (facts: ColumnFacts, column: Column)? in
            guard let field = route.field(ofColumn: facts.name), known.contains(field) else { return nil }
            // With a key of fields, a column that is called `id` is the table's own business.
            if field == "id", !own.key.isEmpty { return nil }
            let isJSON = route.collection.fields.contains { $0.name == field && $0.type == .json }
            return (
                facts,
                Column(name: facts.name, field: field, type: facts.type, isArray: facts.isArray && isJSON)
            )
        }
        let single = shown.first { $0.column.field == "id" }
        let id = try single?.column ?? joined(shown.map(\.column), in: table, route, own.key)
        var shape = TableShape(
            slug: route.collection.slug, table: route.table.description, quoted: route.table.sql,
            columns: [id] + shown.map(\.column).filter { $0.name != id.name }, idType: single?.facts.base ?? "text",
            isTable: table.isTable, version: own.version)
        shape.facts = table
        shape.generatesID = single?.facts.isGenerated ?? false
        return shape
    }

    /// The id of a table whose rows are told apart by several fields: those that are named, or else those of its key.
    private static func joined(
        _ shown: [Column], in table: TableFacts, _ route: Route, _ named: [String]
    ) throws -> Column {
        let own = route.collection.fields.filter { $0.type != .json }.map(\.name)
        var parts = shown.filter { named.contains($0.field) }
        if named.isEmpty {
            let keys = table.compositeKeys
            let told = (keys.filter(\.isPrimary) + keys).first { key in
                key.columns.allSatisfy { name in shown.contains { $0.name == name && own.contains($0.field) } }
            }
            parts = told.map { key in key.columns.compactMap { name in shown.first { $0.name == name } } } ?? []
            guard !parts.isEmpty else {
                throw UnusableTable(
                    description: "\(route.table) has no column id: say which column holds the record's id, as in "
                        + "`columns: {user_id: id}`, or which fields are it together, as in `key: [owner, name]`")
            }
        } else if let missing = named.first(where: { name in !parts.contains { $0.field == name } }) {
            throw UnusableTable(description: "`key:` has \(missing), which no column of \(route.table) holds")
        }
        let name = parts.map(\.name).joined(separator: ", ")
        return Column(name: name, field: "id", type: "text", parts: parts.map(\.name))
    }
}
