import Postgres
import Syncer

extension TableGuess {
    /// Asks the catalogue about a table.
    ///
    /// - Throws: ``UnusableTable`` if there is none; `PostgresError`.
    static func inspect(_ table: TableName, on connection: Connection) async throws -> TableGuess {
        let found = try await connection.run(Statement(columns, parameters: [table.sql]))
        guard !found.rows.isEmpty else {
            throw UnusableTable(description: try await MissingTable.words(for: table, on: connection))
        }
        let columns = found.rows.map { row in
            Column(
                name: row[0] ?? "", sql: row[7] ?? "", type: row[1] ?? "", isNotNull: row[2] == "t",
                hasDefault: row[3] == "t",
                makesItself: row[4] == "t", isUnique: row[5] == "t", isPrimary: row[6] == "t")
        }
        let key = try await connection.run(Statement(primaryKey, parameters: [table.sql]))
        return TableGuess(
            table: table, sql: found.rows[0][8] ?? "", columns: columns, primaryKey: key.rows.compactMap { $0[0] })
    }

    private static let columns = """
        select a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef and a.attgenerated = '',
            a.attidentity <> '' or a.attgenerated <> '' or coalesce(pg_get_expr(d.adbin, d.adrelid) like 'nextval(%', false),
            coalesce(bool_or(i.indisunique and i.indnkeyatts = 1 and i.indpred is null), false),
            coalesce(bool_or(i.indisprimary), false), quote_ident(a.attname),
            (select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.oid = a.attrelid)
        from pg_attribute a
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            left join pg_index i on i.indrelid = a.attrelid and a.attnum = any (i.indkey)
        where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped
        group by a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.atthasdef, a.attgenerated, a.attidentity,
            d.adbin, d.adrelid, a.attrelid
        order by a.attnum
        """

    private static let primaryKey = """
        select a.attname from pg_index i
            join lateral unnest(i.indkey::int2[]) with ordinality k (number, position) on true
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
        where i.indrelid = to_regclass($1) and i.indisprimary and k.position <= i.indnkeyatts
        order by k.position
        """
}
