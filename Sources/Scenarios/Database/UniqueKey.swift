import Postgres
import Sequin

/// What two rows of a table may not have in common: a unique index, or an exclusion constraint.
struct UniqueKey {
    /// The index.
    let name: String
    /// The columns, those that its expressions read included.
    let columns: [String]
    /// Of these, the ones that are compared by an operator other than equality, such as the overlap of ranges.
    let overlapping: Set<String>

    /// The keys of a table, the oldest first; none of a view.
    static func all(of table: String, on connection: Connection) async throws -> [UniqueKey] {
        let found = try await connection.run(Statement(query, parameters: [table]))
        return found.rows.map { row in
            UniqueKey(name: row[0] ?? "", columns: names(row[1]), overlapping: Set(names(row[2])))
        }
    }

    private static func names(_ json: String?) -> [String] {
        guard let json, case .array(let elements) = try? JSONValue(parsing: json) else { return [] }
        return elements.map(\.plainText)
    }

    /// A column's place in the index is null where an expression reads it.
    private static let query = """
        select index.relname, columns.names, columns.overlapping
        from pg_index i join pg_class index on index.oid = i.indexrelid
            left join pg_constraint k on k.conindid = i.indexrelid and k.contype = 'x'
            cross join lateral (
                select json_agg(a.attname order by place.number, a.attnum) as names,
                    json_agg(a.attname order by place.number, a.attnum)
                        filter (where operator.oprname <> '=') as overlapping
                from pg_attribute a
                    left join unnest(i.indkey::int2[]) with ordinality place(attribute, number)
                        on place.attribute = a.attnum and place.number <= i.indnkeyatts
                    left join pg_operator operator on operator.oid = k.conexclop[place.number]
                where a.attrelid = i.indrelid and a.attnum > 0 and not a.attisdropped
                    and (place.number is not null
                        or pg_get_expr(i.indexprs, i.indrelid) ~ ('\\m' || quote_ident(a.attname) || '\\M'))
            ) columns
        where i.indrelid = to_regclass($1) and (i.indisunique or i.indisexclusion) and columns.names is not null
        order by i.indexrelid
        """
}
