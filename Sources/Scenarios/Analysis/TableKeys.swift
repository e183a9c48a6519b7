import Postgres
import Syncer

/// A relation of the strategy's, and the keys that keep its rows apart.
struct TableKeys: Sendable {
    /// A unique index.
    struct Unique: Hashable, Sendable {
        /// The key's columns; one that is an expression has none.
        var columns: [String]
        /// Whether it covers all rows.
        var isWhole: Bool
    }

    var schema: String
    var name: String
    /// Whether it is a table by itself: no view, no partitions, neither parent nor child of another.
    var isPlain: Bool
    var unique: [Unique]

    /// Looks at all relations that a script can name.
    ///
    /// - Throws: `PostgresError`.
    static func all(on connection: Connection) async throws -> [TableKeys] {
        var tables: [TableKeys] = []
        for row in try await connection.run(query).rows {
            guard let schema = row[0], let name = row[1] else { continue }
            if tables.last?.schema != schema || tables.last?.name != name {
                tables.append(TableKeys(schema: schema, name: name, isPlain: row[2] == "t", unique: []))
            }
            guard let isWhole = row[3] else { continue }
            let columns = row[4].map { $0.isEmpty ? [] : $0.split(separator: "\u{1F}").map(String.init) } ?? []
            tables[tables.count - 1].unique.append(Unique(columns: columns, isWhole: isWhole == "t"))
        }
        return tables
    }

    private static let query = Statement(
        """
        select n.nspname, c.relname,
            c.relkind = 'r' and not c.relispartition
                and not exists (select 1 from pg_inherits h where c.oid in (h.inhrelid, h.inhparent)),
            i.indpred is null and i.indisvalid,
            (select string_agg(a.attname, chr(31) order by k.position)
                from unnest(i.indkey::int2[]) with ordinality k(number, position)
                join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
                where k.position <= i.indnkeyatts)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
            left join pg_index i on i.indrelid = c.oid and i.indisunique
        where c.relkind in ('r', 'p', 'v', 'm', 'f')
            and \(StrategyObjects.schemas)
        order by 1, 2, i.indexrelid
        """, prepares: false)
}

extension [TableKeys] {
    /// Whether statements keep to the rows of their record: whether in each table one column tells all of them apart.
    ///
    /// - Parameter routes: The tables that a variable may name.
    /// - Returns: nil if not; else whether a record has one row at most in each table.
    func keep(_ statements: [KeyedStatement], routes: [TableName]) -> Bool? {
        var columns: [Int: Set<String>] = [:]
        for statement in statements {
            guard let name = statement.table else { continue }
            let meant = indices.filter { self[$0].isMeant(by: name, routes: routes) }
            guard !meant.isEmpty else { return nil }
            for table in meant { columns[table] = columns[table]?.intersection(statement.columns) ?? statement.columns }
        }
        var isSingle = true
        for (table, candidates) in columns {
            // A row that is in the way of an insert must be one of the same record.
            let keys = candidates.filter { column in self[table].unique.allSatisfy { $0.columns.contains(column) } }
            guard self[table].isPlain, !keys.isEmpty else { return nil }
            isSingle = isSingle && keys.contains { self[table].unique.contains(.init(columns: [$0], isWhole: true)) }
        }
        return isSingle
    }
}

extension TableKeys {
    fileprivate func isMeant(by words: [String], routes: [TableName]) -> Bool {
        if words.contains(where: { $0.hasPrefix(":") }) {
            return routes.contains { $0.schema == schema && $0.name == name }
        }
        return name == words.last && (words.count == 1 || schema == words.first)
    }
}
