import OrderedCollections
import Postgres
import Sequin
import Syncer

extension TableShape {
    /// Learns a route's table from the server's catalogue.
    ///
    /// - Parameter version: The field that orders versions.
    /// - Throws: ``UnusableTable`` if the table or its `id` is missing, or a `columns:` entry names no column.
    static func inspect(
        _ route: Route, strategy: Strategy, version: String, on connection: Connection
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
            let isJSON = route.collection.fields.contains { $0.name == field && $0.type == .json }
            return (
                facts,
                Column(name: facts.name, field: field, type: facts.type, isArray: facts.isArray && isJSON)
            )
        }
        guard let id = shown.first(where: { $0.column.field == "id" }) else {
            throw UnusableTable(
                description: "\(route.table) has no column id: say which column holds the record's id, as in "
                    + "`columns: {user_id: id}`")
        }
        var shape = TableShape(
            slug: route.collection.slug, table: route.table.description, quoted: route.table.sql,
            columns: [id.column] + shown.map(\.column).filter { $0.name != id.column.name }, idType: id.facts.base,
            isTable: table.isTable, version: version)
        shape.facts = table
        shape.generatesID = id.facts.isGenerated
        return shape
    }
}
