import Postgres

/// Pause points: places inside a statement at which it can be made to pause.
///
/// Every table gets a row trigger that takes an advisory lock of its session and the row, and releases it at once.
/// While the pause holder holds that lock, the statement waits there: for an insert after its snapshot was taken and
/// before the row is locked; for an update or delete with the row locked.
final class PausePoints {
    private let holder: HarnessSession
    private var closed: [PausePoint] = []

    /// A pause point for one session and one row.
    struct PausePoint: Hashable {
        var pid: Int32
        var key: String
    }

    /// What rows of tables without a usable key pass through.
    static let anyRow = "*"

    /// Installs the pause points in a world's database.
    ///
    /// - Parameters:
    ///   - control: A session that may create triggers on the strategy's tables.
    ///   - holder: A session of the pause points' own, which tells when it waits.
    init(tables: [TableShape], control: Connection, holder: HarnessSession) async throws {
        self.holder = holder
        for statement in Self.functions { _ = try await control.run(Statement(statement, prepares: false)) }
        for row in try await control.run(Self.keyedTables).rows {
            guard let quoted = row[0], let relation = row[1] else { continue }
            let own = tables.first { $0.quoted == quoted || $0.quoted == "\"\(row[3] ?? "")\".\"\(row[4] ?? "")\"" }?
                .columns.first?.name
            let key = Connection.quoteLiteral(own ?? row[2] ?? "")
            _ = try await control.run(
                Statement(
                    "create trigger \"00_converge_pause\" before insert or update or delete on \(relation) "
                        + "for each row execute function converge_pause.pass(\(key))", prepares: false))
        }
    }

    /// Closes a session's pause points for a row, and for rows without a key.
    func close(_ pid: Int32, key: String) async throws {
        for key in [key, Self.anyRow] {
            let point = PausePoint(pid: pid, key: key)
            _ = try await holder.run(Self.locking(point))
            closed.append(point)
        }
    }

    /// Opens a session's pause points.
    func open(_ pid: Int32) async throws {
        for point in closed where point.pid == pid { _ = try await holder.run(Self.unlocking(point)) }
        closed.removeAll { $0.pid == pid }
    }

    /// Lets a session through the pause point at which it waits, and makes sure that the next one is closed.
    ///
    /// The session's process must be stopped: the lock is handed to it, the pause holder queues up behind it, and gets
    /// the lock back before the session comes to its next pause point.
    ///
    /// - Parameter goOn: Continues the process and waits until it is finished or waits again.
    func step(_ pid: Int32, key: String, on loop: EventLoop, goOn: () async throws -> Void) async throws {
        let point = PausePoint(pid: pid, key: key)
        _ = try await holder.run(Self.unlocking(point))
        try holder.send(Self.locking(point))
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

    /// Whether a session's pause point is closed.
    func isClosed(for pid: Int32) -> Bool { closed.contains { $0.pid == pid } }

    /// Whether a session's notice says that it waits at a pause point of its own.
    func isWait(of pid: Int32, notice: String) -> Bool {
        isClosed(for: pid) && notice.contains("on advisory lock [") && notice.contains(",\(UInt32(bitPattern: pid)),")
    }

    /// Ends the pause holder's session.
    func end() { holder.close() }

    private static func locking(_ point: PausePoint) -> Statement {
        Statement(
            "select pg_advisory_lock($1::int, hashtext($2::text))", parameters: [String(point.pid), point.key])
    }

    private static func unlocking(_ point: PausePoint) -> Statement {
        Statement(
            "select pg_advisory_unlock($1::int, hashtext($2::text))", parameters: [String(point.pid), point.key])
    }

    private static let functions = [
        "create schema converge_pause",
        "grant usage on schema converge_pause to public",
        """
        create function converge_pause.pass() returns trigger language plpgsql set search_path = pg_catalog as $$
        declare
            line jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
            key int := hashtext(coalesce(line ->> tg_argv[0], '\(anyRow)'));
        begin
            perform pg_advisory_lock(pg_backend_pid(), key);
            perform pg_advisory_unlock(pg_backend_pid(), key);
            if tg_op = 'DELETE' then return old; end if;
            return new;
        end $$
        """,
    ]

    /// Every table of the strategy's, and the column of its primary key that most looks like a record's id.
    private static let keyedTables = Statement(
        """
        select format('%I.%I', n.nspname, c.relname), c.oid::regclass, (
            select a.attname from pg_index i
            join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
            where i.indrelid = c.oid and i.indisprimary
            order by a.attname <> 'id', a.attname not like '%\\_id', array_position(i.indkey::int2[], a.attnum)
            limit 1), n.nspname, c.relname
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and \(StrategyObjects.relations)
        order by 1
        """, prepares: false)
}
