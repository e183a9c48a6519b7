import OrderedCollections
import Postgres
import Sequin
import Syncer

extension TableShape {
    /// Learns a route's table from the server's catalogue.
    ///
    /// - Throws: ``UnusableTable`` if the table or its `id` is missing, or a `columns:` entry names no column.
    static func inspect(_ route: Route, strategy: Strategy, on connection: Connection) async throws -> TableShape {
        let quoted = route.table.sql
        let found = try await connection.run(
            Statement(
                """
                select a.attname, format_type(a.atttypid, a.atttypmod), c.relkind in ('r', 'p')
                from pg_attribute a join pg_class c on c.oid = a.attrelid
                where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped
                order by a.attnum
                """, parameters: [quoted]))
        let types = found.rows.map { ($0[0] ?? "", $0[1] ?? "") }
        guard !types.isEmpty else {
            throw UnusableTable(description: try await MissingTable.words(for: route.table, on: connection))
        }
        let known = strategy.fieldNames(of: route)
        for (column, field) in route.columns {
            guard types.contains(where: { $0.0 == column }) else {
                throw UnusableTable(
                    description: MissingTable.words(
                        forColumn: column, of: route.table, columns: types.map(\.0)))
            }
            guard known.contains(field) else {
                throw UnusableTable(description: "`columns:` maps \(column) to \(field), which is no field of a record")
            }
        }
        var columns: [Column] = []
        for (name, type) in types {
            let field = route.columns[name] ?? name
            guard known.contains(field) else { continue }
            columns.append(Column(name: name, field: field, type: type))
        }
        guard let id = columns.firstIndex(where: { $0.field == "id" }) else {
            throw UnusableTable(description: "\(route.table) has no column id")
        }
        columns.insert(columns.remove(at: id), at: 0)
        return TableShape(
            slug: route.collection.slug, table: route.table.description, quoted: quoted, columns: columns,
            idType: columns[0].type, isTable: found.rows[0][2] == "t")
    }
}
