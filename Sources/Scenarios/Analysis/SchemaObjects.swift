import Postgres
import Syncer

/// What a strategy's schema holds that the server runs by itself, as the server holds it.
struct SchemaObjects: Sendable {
    struct Function: Sendable {
        var name: String
        /// Its source; nil where it cannot be read.
        var source: String?
        var isTrigger: Bool
    }

    struct Trigger: Sendable {
        var table: TableName
        var name: String
        var function: String
        var definition: String
    }

    /// A column that is filled where a statement does not give it.
    struct Default: Sendable {
        var table: TableName
        var column: String
        var expression: String
        var isGenerated: Bool
        /// The domain that the default comes from; nil if it is the column's own.
        var domain: String?
    }

    /// A view, rule, check or policy.
    struct Definition: Sendable {
        enum Kind: String, Sendable { case view, rule, check, policy }
        var kind: Kind
        var name: String
        var table: TableName
        var text: String
    }

    var functions: [Function] = []
    var triggers: [Trigger] = []
    var defaults: [Default] = []
    var definitions: [Definition] = []
    /// Tables, and those that they refer to.
    var references: [(from: TableName, to: TableName)] = []
    /// All relations that a statement can name, with the columns of each.
    var columns: [TableName: Set<String>] = [:]

    /// Asks the server.
    ///
    /// - Throws: `PostgresError`.
    static func all(on control: Connection) async throws -> SchemaObjects {
        func rows(_ sql: String) async throws -> [[String?]] {
            try await control.run(Statement(sql, prepares: false)).rows
        }
        func table(_ row: [String?]) -> TableName { TableName(schema: row[0] ?? "", name: row[1] ?? "") }
        var objects = SchemaObjects()
        // Since version 14 a body may be kept parsed.
        let body = control.serverVersion >= 140_000 ? "pg_get_function_sqlbody(p.oid)" : "null"
        objects.functions = try await rows(functions(parsedBody: body)).map { row in
            Function(
                name: row[0] ?? "", source: FunctionBody(language: row[1] ?? "", source: row[2] ?? "").source,
                isTrigger: row[3] == "t")
        }
        objects.triggers = try await rows(triggers).map { row in
            Trigger(table: table(row), name: row[2] ?? "", function: row[3] ?? "", definition: row[4] ?? "")
        }
        objects.defaults = try await rows(defaults).map { row in
            Default(
                table: table(row), column: row[2] ?? "", expression: row[3] ?? "", isGenerated: row[4] == "t",
                domain: row[5])
        }
        objects.definitions = try await rows(definitions).compactMap { row in
            Definition.Kind(rawValue: row[2] ?? "").map {
                Definition(kind: $0, name: row[3] ?? "", table: table(row), text: row[4] ?? "")
            }
        }
        objects.references = try await rows(references).map { row in
            (table(row), TableName(schema: row[2] ?? "", name: row[3] ?? ""))
        }
        for row in try await rows(columns) { objects.columns[table(row), default: []].insert(row[2] ?? "") }
        return objects
    }

    private static func functions(parsedBody: String) -> String {
        """
        select p.proname, l.lanname,
            coalesce(nullif(p.prosrc, ''), \(parsedBody)) || coalesce('; ' || array_to_string(p.proconfig, '; '), ''),
            p.prorettype in ('trigger'::regtype, 'event_trigger'::regtype)
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
        where \(StrategyObjects.schemas)
            and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
        order by n.nspname, p.proname, p.oid
        """
    }

    private static let triggers = """
        select n.nspname, c.relname, t.tgname, p.proname, pg_get_triggerdef(t.oid)
        from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
            join pg_proc p on p.oid = t.tgfoid
        where not t.tgisinternal and t.tgenabled <> 'D' and \(StrategyObjects.schemas)
        order by 1, 2, 3
        """

    private static let defaults = """
        select n.nspname, c.relname, a.attname, coalesce(pg_get_expr(d.adbin, d.adrelid), y.typdefault),
            a.attgenerated <> '', case when d.oid is null then y.typname end
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            join pg_type y on y.oid = a.atttypid
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v') and \(StrategyObjects.schemas)
            and coalesce(pg_get_expr(d.adbin, d.adrelid), y.typdefault) is not null
        order by 1, 2, a.attnum
        """

    /// A check of a domain belongs to each column of it.
    private static let definitions = """
        select n.nspname, c.relname, 'view', c.relname, pg_get_viewdef(c.oid)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('v', 'm') and \(StrategyObjects.schemas)
        union all
        select n.nspname, c.relname, 'rule', r.rulename, pg_get_ruledef(r.oid)
        from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
        where r.rulename <> '_RETURN' and \(StrategyObjects.schemas)
        union all
        select n.nspname, c.relname, 'check', k.conname, pg_get_constraintdef(k.oid)
        from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
        where k.contype = 'c' and \(StrategyObjects.schemas)
        union all
        select n.nspname, c.relname, 'check', k.conname, pg_get_constraintdef(k.oid)
        from pg_constraint k join pg_attribute a on a.atttypid = k.contypid and not a.attisdropped
            join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where k.contype = 'c' and k.contypid <> 0 and \(StrategyObjects.schemas)
        union all
        select n.nspname, c.relname, 'policy', p.polname,
            coalesce(pg_get_expr(p.polqual, p.polrelid), '') || ' '
                || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
        from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
        where c.relforcerowsecurity and \(StrategyObjects.schemas)
        order by 1, 2, 3, 4
        """

    private static let references = """
        select n.nspname, c.relname, m.nspname, f.relname
        from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
            join pg_class f on f.oid = k.confrelid join pg_namespace m on m.oid = f.relnamespace
        where k.contype = 'f' and \(StrategyObjects.schemas)
        order by 1, 2, 3, 4
        """

    private static let columns = """
        select n.nspname, c.relname, a.attname
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f')
            and \(StrategyObjects.schemas)
        order by 1, 2, a.attnum
        """
}
