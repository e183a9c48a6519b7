package import Postgres
import Sequin

extension TableFacts {
    /// Asks the catalogue about a table.
    ///
    /// - Parameter run: Runs a statement on the server.
    /// - Returns: Nil where there is no such table.
    /// - Throws: What `run` throws.
    package static func read(
        _ table: TableName, by run: (Statement) async throws -> QueryResult
    ) async throws -> TableFacts? {
        guard let relation = try await run(Statement(relation, parameters: [table.sql])).rows.first else { return nil }
        let keys = try await run(Statement(keys, parameters: [table.sql])).rows.map { row in
            Key(
                name: row[4] ?? "", columns: texts(row[0]), reads: texts(row[5]), overlapping: Set(texts(row[6])),
                isPrimary: row[1] == "t", isWhole: row[2] == "t", hasExpressions: row[3] == "t")
        }
        var all = try await columns(of: table.sql, by: run)
        for below in try await run(Statement(tablesBelow, parameters: [table.sql])).rows {
            for facts in try await columns(of: below[0] ?? "", by: run) {
                for index in all.indices where all[index].name == facts.name && all[index].type == facts.type {
                    all[index] = facts
                }
            }
        }
        for index in all.indices {
            let name = all[index].name
            all[index].isUnique = keys.contains { $0.isWhole && !$0.hasExpressions && $0.columns == [name] }
            all[index].isPrimary = keys.contains { $0.isPrimary && $0.columns.contains(name) }
        }
        return TableFacts(
            table: table, sql: relation[0] ?? "", isTable: relation[1] == "t", columns: all, keys: keys)
    }

    private static let relation = """
        select format('%I.%I', n.nspname, c.relname), c.relkind in ('r', 'p')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = to_regclass($1)
        """

    private static let keys = """
        select (select json_agg(a.attname order by k.position)
                from unnest(i.indkey::int2[]) with ordinality k(number, position)
                join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
                where k.position <= i.indnkeyatts),
            i.indisprimary, i.indisunique and i.indpred is null and i.indisvalid, i.indexprs is not null,
            i.indexrelid::regclass::text, all_columns.names, all_columns.overlapping
        from pg_index i
            left join pg_constraint c on c.conindid = i.indexrelid and c.contype = 'x'
            cross join lateral (
                select json_agg(a.attname order by k.position, a.attnum) as names,
                    json_agg(a.attname order by k.position, a.attnum) filter (where o.oprname <> '=') as overlapping
                from pg_attribute a
                    left join unnest(i.indkey::int2[]) with ordinality k(number, position)
                        on k.number = a.attnum and k.position <= i.indnkeyatts
                    left join pg_operator o on o.oid = c.conexclop[k.position]
                where a.attrelid = i.indrelid and a.attnum > 0 and not a.attisdropped
                    and (k.position is not null
                        or pg_get_expr(i.indexprs, i.indrelid) ~ ('\\m' || quote_ident(a.attname) || '\\M'))
            ) all_columns
        where i.indrelid = to_regclass($1) and (i.indisunique or i.indisexclusion)
        order by i.indexrelid
        """

    /// The tables that a view reads; none of a table.
    private static let tablesBelow = """
        select distinct d.refobjid::regclass::text
        from pg_rewrite r join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
            join pg_class c on d.refclassid = 'pg_class'::regclass and c.oid = d.refobjid
        where r.ev_class = to_regclass($1) and c.relkind in ('r', 'p') and d.refobjsubid > 0
            and exists (select 1 from pg_class v where v.oid = r.ev_class and v.relkind = 'v')
        order by 1
        """

    private static func columns(
        of table: String, by run: (Statement) async throws -> QueryResult
    ) async throws -> [ColumnFacts] {
        try await run(Statement(query, parameters: [table])).rows.map { row in
            var facts = ColumnFacts(name: row[0] ?? "", type: row[1] ?? "", base: row[2] ?? "")
            facts.isArray = row[3] == "t"
            facts.isNotNull = row[4] == "t"
            facts.isGenerated = row[5] == "t"
            facts.isIdentity = row[6] == "t"
            facts.hasDefault = row[7] == "t"
            facts.labels = texts(row[8])
            facts.checks = texts(row[9]).map { $0.replacing(" NOT VALID", with: "").replacing(" NO INHERIT", with: "") }
            facts.hints = texts(row[10])
            if let parent = row[11], let column = row[12] {
                facts.parent = ColumnFacts.Parent(table: parent, column: column)
            }
            facts.isSerial = row[13] == "t"
            facts.sql = row[14] ?? ""
            return facts
        }
    }

    private static func texts(_ json: String?) -> [String] {
        guard let json, case .array(let elements) = try? JSONValue(parsing: json) else { return [] }
        return elements.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    private static let query = """
        with columns as (
            select a.*,
                (with recursive chain(oid, kind, base) as (
                    select t.oid, t.typtype, t.typbasetype from pg_type t where t.oid = a.atttypid
                    union all
                    select t.oid, t.typtype, t.typbasetype from chain join pg_type t on t.oid = chain.base
                    where chain.kind = 'd')
                select array_agg(chain.oid) from chain) as types
            from pg_attribute a
            where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped
        )
        select a.attname, format_type(a.atttypid, a.atttypmod), coalesce(element.typname, b.typname),
            element.oid is not null,
            a.attnotnull or exists (select 1 from pg_type t where t.oid = any (a.types) and t.typnotnull),
            a.attgenerated <> '', a.attidentity <> '', a.atthasdef and a.attgenerated = '',
            (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e
                where e.enumtypid = coalesce(element.oid, b.oid)),
            (select json_agg(pg_get_constraintdef(k.oid) order by k.conname) from pg_constraint k
                where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum]),
            (select json_agg(pg_get_constraintdef(k.oid) order by k.contypid, k.conname) from pg_constraint k
                where k.contype = 'c' and (k.conrelid = a.attrelid and a.attnum = any (k.conkey)
                    or k.contypid = any (a.types))),
            f.confrelid::regclass::text,
            (select p.attname from pg_attribute p where p.attrelid = f.confrelid and p.attnum = f.confkey[1]),
            coalesce((select pg_get_expr(d.adbin, d.adrelid) like 'nextval(%' from pg_attrdef d
                where d.adrelid = a.attrelid and d.adnum = a.attnum), false),
            quote_ident(a.attname)
        from columns a
            join pg_type b on b.oid = any (a.types) and b.typtype <> 'd'
            left join pg_type element on element.oid = b.typelem and b.typcategory = 'A'
            left join lateral (
                select k.confrelid, k.confkey from pg_constraint k
                where k.conrelid = a.attrelid and k.contype = 'f' and k.conkey = array[a.attnum]
                order by k.conname limit 1
            ) f on true
        order by a.attnum
        """
}
