import Postgres

/// Pause points: places inside a statement at which it can be made to pause.
///
/// Every table gets a row trigger that takes an advisory lock of its session, and releases it at once. While the pause
/// holder holds that lock, the statement waits at the next row that it is about to write, whichever table and row that
/// is: for an insert after its snapshot was taken and before the row is locked; for an update or delete with the row
/// locked. The rows are met as they come, those of triggers, cascades and functions included.
final class PausePoints {
    private let holder: HarnessSession
    private var closed: Set<Int32> = []

    /// Installs the pause points in a world's database.
    ///
    /// - Parameters:
    ///   - tables: The judged tables, whose rows are named by their records.
    ///   - control: A session that may create triggers on the strategy's tables.
    ///   - holder: A session of the pause points' own, which tells when it waits.
    init(tables: [TableShape], control: Connection, holder: HarnessSession) async throws {
        self.holder = holder
        for statement in Self.functions { _ = try await control.run(Statement(statement, prepares: false)) }
        for row in try await control.run(Self.pausable).rows {
            guard let relation = row[0], let keys = row[1] else { continue }
            let shape = tables.first { $0.quoted == relation || $0.quoted == row[2] }
            let columns =
                shape?.columns.first?.names.map { Connection.quoteLiteral($0) }.joined(separator: ", ") ?? keys
            _ = try await control.run(
                Statement(
                    "create trigger \"00_converge_pause\" before insert or update or delete on \(relation) "
                        + "for each row execute function converge_pause.pass(\(columns))", prepares: false))
        }
    }

    /// Makes a session's next statement pause at the first row that it is about to write.
    func close(_ pid: Int32) async throws {
        _ = try await holder.run(Self.locking(pid))
        closed.insert(pid)
    }

    /// Lets a session write without a pause from now on.
    func open(_ pid: Int32) async throws {
        guard closed.remove(pid) != nil else { return }
        _ = try await holder.run(Self.unlocking(pid))
    }

    /// Lets a session through the pause point at which it waits, and makes sure that it pauses at the next row.
    ///
    /// The session's process must be stopped: the lock is handed to it, the pause holder queues up behind it, and gets
    /// the lock back before the session comes to its next row.
    ///
    /// - Parameter goOn: Continues the process and waits until it is finished or waits again.
    func step(_ pid: Int32, goOn: () async throws -> Void) async throws {
        _ = try await holder.run(Self.unlocking(pid))
        try holder.send(Self.locking(pid))
        var isQueued = false
        while !isQueued {
            switch await holder.connection.nextEvent() {
            case .notice(let notice): isQueued = notice.message.contains("still waiting for")
            case .finished(let result):
                _ = try result.get()
                try await goOn()
                return
            }
        }
        try await goOn()
        while case .notice = await holder.connection.nextEvent() { continue }
    }

    /// Opens everything.
    func openAll() async throws {
        guard !closed.isEmpty else { return }
        closed = []
        _ = try await holder.run(Statement("select pg_advisory_unlock_all()"), counts: false)
    }

    /// Whether a session pauses at its next row.
    func isClosed(for pid: Int32) -> Bool { closed.contains(pid) }

    /// Whether a session's notice says that it waits at a pause point of its own.
    func isWait(of pid: Int32, notice: String) -> Bool {
        isClosed(for: pid) && notice.contains("on advisory lock [")
            && notice.contains(",\(UInt32(bitPattern: pid)),0,2]")
    }

    /// Ends the pause holder's session.
    func end() { holder.close() }

    private static func locking(_ pid: Int32) -> Statement {
        Statement("select pg_advisory_lock($1::int, 0)", parameters: [String(pid)])
    }

    private static func unlocking(_ pid: Int32) -> Statement {
        Statement("select pg_advisory_unlock($1::int, 0)", parameters: [String(pid)])
    }

    /// Most rows pass without a pause, so `pass` is short, and leaves the session's settings alone; `wait` lets the
    /// server's notices through that a script may have silenced, and is no wait for a lock that a limit is set for.
    private static let functions = [
        "create schema converge_pause",
        "grant usage on schema converge_pause to public",
        """
        create function converge_pause.wait(place text) returns void language plpgsql
        set search_path = pg_catalog set client_min_messages = log set lock_timeout = 0 as $$
        begin
            raise notice '%', place;
            perform pg_advisory_lock(pg_backend_pid(), 0);
            perform pg_advisory_unlock(pg_backend_pid(), 0);
        end $$
        """,
        """
        create function converge_pause.pass() returns trigger language plpgsql as $$
        begin
            if pg_catalog.pg_try_advisory_lock(pg_catalog.pg_backend_pid(), 0) then
                perform pg_catalog.pg_advisory_unlock(pg_catalog.pg_backend_pid(), 0);
            elsif tg_op operator(pg_catalog.=) 'DELETE' then
                perform converge_pause.wait(converge_pause.place(
                    tg_table_schema, tg_table_name, pg_catalog.to_jsonb(old), tg_argv));
            else
                perform converge_pause.wait(converge_pause.place(
                    tg_table_schema, tg_table_name, pg_catalog.to_jsonb(new), tg_argv));
            end if;
            if tg_op operator(pg_catalog.=) 'DELETE' then return old; end if;
            return new;
        end $$
        """,
        """
        create function converge_pause.place(schema name, relation name, line jsonb, columns text[]) returns text
        language sql set search_path = pg_catalog as $$
            select '\(PausePlace.mark)' || ((
                jsonb_build_array(case schema when 'public' then relation::text else schema || '.' || relation end)
                || (select coalesce(jsonb_agg(line ->> name order by number), '[]')
                    from unnest(columns) with ordinality names (name, number)))::text)
        $$
        """,
    ]

    /// Every table of the strategy's but those whose parent's trigger is theirs too, and the columns that can tell
    /// which record a row is about: those of keys, its own and other tables'.
    private static let pausable = Statement(
        """
        select format('%I.%I', n.nspname, c.relname), coalesce((
            select string_agg(quote_literal(a.attname), ', ' order by a.attname <> 'id', a.attname not like '%\\_id', a.attnum)
            from pg_attribute a
            where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and (
                exists (select from pg_index i where i.indrelid = c.oid and i.indisunique and a.attnum = any (i.indkey))
                or exists (select from pg_constraint f where f.conrelid = c.oid and f.contype = 'f'
                    and a.attnum = any (f.conkey)))), ''),
            format('"%s"."%s"', n.nspname, c.relname)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and not c.relispartition and \(StrategyObjects.relations)
        order by 1
        """, prepares: false)
}
