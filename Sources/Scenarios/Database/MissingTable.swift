import Postgres
import Syncer

/// What to say of a table, or a column, that the schema does not have.
enum MissingTable {
    /// - Throws: `PostgresError`.
    static func words(for table: TableName, on connection: Connection) async throws -> String {
        let missing = "the schema creates no table \(table)"
        let found = try await connection.run(
            Statement(
                """
                select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p', 'v', 'm', 'f') and \(StrategyObjects.schemas)
                order by n.nspname <> $1, 1, 2
                """, parameters: [table.schema]))
        let tables = found.rows.map { TableName(schema: $0[0] ?? "", name: $0[1] ?? "") }
        if let same = tables.first(where: { $0.name.lowercased() == table.name.lowercased() }) {
            return "\(missing), but \(same.spelling): write 'table: \(same.spelling)'"
        }
        let known = tables.map(\.spelling)
        if let near = Suggestion.nearest(to: table.description, among: known) {
            return "\(missing): did you mean 'table: \(near)'?"
        }
        if tables.count == 1 { return "\(missing), but \(known[0]) alone: write 'table: \(known[0])'" }
        return "\(missing); create it, or name yours under `table:`"
    }

    /// - Parameter columns: Those that the table has.
    static func words(forColumn column: String, of table: TableName, columns: [String]) -> String {
        let missing = "`columns:` names \(column), but \(table) has no such column"
        let bare = column.filter { $0 != "\"" }
        if bare != column, columns.contains(bare) { return "\(missing): write \(bare), without the quotes" }
        if let same = columns.first(where: { $0.lowercased() == bare.lowercased() }) {
            return "\(missing): write \(same)"
        }
        return missing + (Suggestion.nearest(to: column, among: columns).map { ": did you mean \($0)?" } ?? "")
    }
}

extension TableName {
    /// The name as `table:` takes it: in quotes where SQL needs them.
    package var spelling: String { [schema, name].map(Self.spelled).joined(separator: ".") }

    private static func spelled(_ part: String) -> String {
        let isPlain =
            part.first.map { $0.isASCII && ($0.isLowercase || $0 == "_") } == true
            && part.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
        return isPlain ? part : Connection.quoteIdentifier(part)
    }
}
