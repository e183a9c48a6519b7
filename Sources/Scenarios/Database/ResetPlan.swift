import Postgres
import Syncer

/// The statements that leave nothing of one run for the next.
struct ResetPlan: Sendable {
    /// What the control session runs: rows and sequences back to what the schema made them.
    var control: [Statement] = []
    /// What each worker's session runs: no locks, settings, temporary tables, cursors or prepared statements of an
    /// earlier run. What the harness itself has prepared stays.
    var session = [
        Statement("select pg_advisory_unlock_all()"), Statement("reset all"), Statement("discard temp"),
        Statement("discard sequences"), Statement("close all"),
        Statement(
            """
            do $$ declare prepared text; begin
                for prepared in select name from pg_catalog.pg_prepared_statements where from_sql loop
                    execute pg_catalog.format('deallocate %I', prepared);
                end loop;
            end $$
            """),
    ]

    /// What the control session runs before that now and then: deleted rows keep a place on their page, and every read
    /// would pass by more of them. Not a vacuum: it would tell the planner how small the tables are, and so change plans
    /// from one run to the next.
    var renewing: Statement?
    /// After how many resets that is due.
    var renewsEvery = 256

    /// What shows the whole content of the database: every table and sequence.
    var watching: [Statement] = []

    /// The same for sessions that nothing can be left in.
    var withoutSessions: ResetPlan {
        var plan = self
        plan.session = []
        return plan
    }

    /// Looks at a freshly made database: which tables and sequences it has, and which rows.
    ///
    /// - Parameters:
    ///   - connection: The owner of all tables, or better a superuser whose session fires no triggers.
    ///   - showsOrder: Whether the order in which rows lie is part of the content.
    static func make(on connection: Connection, showsOrder: Bool = false) async throws -> ResetPlan {
        var plan = ResetPlan()
        let tables = try await connection.run(userRelations(kinds: "'r', 'p'"))
        var restores: [Statement] = []
        let order = showsOrder ? "tableoid, ctid" : "1"
        for (number, row) in tables.rows.enumerated() {
            guard let table = row[0] else { continue }
            plan.control.append(Statement("delete from \(table)"))
            plan.watching.append(Statement("select t::text from \(table) t order by \(order)"))
            let hasRows = try await connection.run(Statement("select 1 from \(table) limit 1", prepares: false))
            guard !hasRows.rows.isEmpty else { continue }
            let copy = "\(StrategyObjects.seedSchema).t\(number)"
            if restores.isEmpty {
                _ = try await connection.run(Statement("create schema \(StrategyObjects.seedSchema)"))
            }
            _ = try await connection.run(Statement("create table \(copy) as table \(table)", prepares: false))
            let columns = try await connection.run(writableColumns(of: table))
            let list = columns.rows.compactMap { $0[0] }.joined(separator: ", ")
            restores.append(
                Statement("insert into \(table) (\(list)) overriding system value select \(list) from \(copy)"))
        }
        let names = tables.rows.compactMap { $0[0] }
        if !names.isEmpty { plan.renewing = Statement("truncate table \(names.joined(separator: ", "))") }
        plan.control += restores
        for row in try await connection.run(materializedViews).rows {
            guard let view = row[0], let isFilled = row[1] else { continue }
            plan.control.append(
                Statement("refresh materialized view \(view)" + (isFilled == "t" ? "" : " with no data")))
            plan.watching.append(contentIfFilled(view))
        }
        for row in try await connection.run(userRelations(kinds: "'S'")).rows {
            guard let sequence = row[0] else { continue }
            let state = try await connection.run(
                Statement("select last_value, is_called from \(sequence)", prepares: false))
            guard let last = state.rows.first?[0], let isCalled = state.rows.first?[1] else { continue }
            let literal = Connection.quoteLiteral(sequence)
            plan.watching.append(Statement("select last_value, is_called from \(sequence)"))
            plan.control.append(Statement("select setval(\(literal), \(last), \(isCalled == "t"))"))
        }
        return plan
    }

    /// The strategy's own tables or sequences, quoted, in order.
    static func userRelations(kinds: String) -> Statement {
        Statement(
            """
            select format('%I.%I', n.nspname, c.relname)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in (\(kinds)) and \(StrategyObjects.relations)
            order by 1
            """, prepares: false)
    }

    /// The strategy's materialized views, in an order in which each finds those filled that it reads.
    private static let materializedViews = Statement(
        """
        select format('%I.%I', n.nspname, c.relname), relispopulated
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'm' order by c.oid
        """, prepares: false)

    /// The rows of a materialized view, which can be read only where it has been filled.
    private static func contentIfFilled(_ view: String) -> Statement {
        let rows = Connection.quoteLiteral("select t::text from \(view) t order by 1")
        return Statement(
            """
            select case when relispopulated then query_to_xml(\(rows), true, true, '')::text end
            from pg_class where oid = \(Connection.quoteLiteral(view))::regclass
            """)
    }

    private static func writableColumns(of table: String) -> Statement {
        Statement(
            """
            select quote_ident(attname) from pg_attribute
            where attrelid = '\(table)'::regclass and attnum > 0 and not attisdropped and attgenerated = ''
            order by attnum
            """, prepares: false)
    }
}
