import Postgres
import Synchronization

/// Sees to it that no wait for the server is without end, whatever session of ours it is for: a worker's, the schema's, or
/// our own that reads a view.
///
/// A session of its own looks at the server's activity. It ends *statements that never end by themselves*: what counts is
/// that one was seen to be running, and not to be waiting for a lock, at every look for as long as the limit; so neither a
/// machine that slept nor a statement that waited for another adds to it. Such a session is terminated, for a script can
/// catch a mere cancellation. It ends *stalls*, statements of the harness's own that wait for what does not come
/// (`Watchdog+Stalls.swift`). And it notices a *server that is gone* (`Watchdog+Loss.swift`), and then ends every wait.
///
/// Confined to its event loop, which asserts it; only ``hurry()`` may be called from other threads.
final class Watchdog: @unchecked Sendable {
    /// A statement that had to be ended.
    struct Strike {
        /// The beginning of its text.
        var statement: String
        /// How long it was let run.
        var limit: Duration

        var failure: EnvironmentFailure {
            EnvironmentFailure(
                reason: "a statement did not end within \(limit.components.seconds) s, and was ended: \(statement)")
        }
    }

    /// The first statement that had to be ended, and its database.
    private var first: (strike: Strike, database: String)?
    /// The first of each database.
    private var strikes: [String: Strike] = [:]
    /// Whether a person looks into a database by hand, and may take the time.
    var isPaused = false
    /// Why the server counts as gone; nil while it does not.
    var loss: EnvironmentFailure?
    /// How many looks in a row have found no server.
    var misses = 0
    /// Whether the server is being killed on purpose, and will come back.
    var expectsLoss = false
    /// The statements of the harness's own that had to be given up, by database.
    var stalls: [String: EnvironmentFailure] = [:]
    /// Every session that is open on the server.
    let sessions = SessionRegister()
    private let isInHaste = Atomic(false)
    let access: ServerAccess
    let loop: EventLoop
    /// How long a statement may run.
    let limit: Duration
    private let pause: Pause
    private(set) var session: Connection?
    /// How many looks have found a statement running, by session, start and run.
    private var looks: [String: Int] = [:]
    /// How many runs have begun, by database: where a server has the time of its schedules, statements of several begin at
    /// the same.
    private var runs: [String: Int] = [:]

    /// How long a statement may run unless something else is asked for.
    static let defaultLimit = Duration.seconds(30)
    static let interval = Duration.milliseconds(250)
    /// How long the server may take to answer the watchdog itself.
    static let answerLimit = Duration.seconds(10)

    init(_ access: ServerAccess, on loop: EventLoop, limit: Duration) {
        self.access = access
        self.loop = loop
        self.limit = limit
        pause = Pause(on: loop)
    }

    /// How long a session of a worker is waited for that says nothing. Statements that run for long are ended, so this one
    /// waits for what lies outside of the world.
    var patience: Duration { limit * 3 }

    /// How long a statement may run at present.
    var presentLimit: Duration { isInHaste.load(ordering: .relaxed) ? min(limit, .seconds(1)) : limit }

    /// A run begins in a database.
    func runBegins(in database: String) { runs[database, default: 0] += 1 }

    /// Begins to look.
    ///
    /// - Throws: `PostgresError` if the server refuses the session.
    func start() async throws {
        session = try await Connection.open(quickTarget, on: loop)
        let loop = loop
        Task(executorPreference: loop) { await self.watch() }
    }

    /// Looks no more. The task that looks ends before the loop does.
    func stop() {
        pause.end()
        session?.close()
        session = nil
    }

    /// Lets no statement run for longer than a second any more, because everything is being ended. From any thread.
    func hurry() { isInHaste.store(true, ordering: .relaxed) }

    /// The first statement that had to be ended.
    var strike: Strike? { first?.strike }

    /// The first statement that had to be ended in a database.
    func strike(in database: String) -> Strike? { strikes[database] }

    /// Forgets all statements that had to be ended or given up, so that what comes next is not blamed for them.
    @discardableResult
    func takeStrike() -> Strike? {
        defer { (first, strikes, stalls) = (nil, [:], [:]) }
        return strike
    }

    /// The way in for a look, which must not take long.
    var quickTarget: ConnectionTarget {
        var target = access.maintenanceTarget()
        target.parameters["connect_timeout"] = "5"
        return target
    }

    private func watch() async {
        while !pause.isOver, loss == nil {
            await pause.take(Self.interval)
            if pause.isOver { return }
            do {
                try await look()
                misses = 0
            } catch {
                if !pause.isOver { missed(error) }
            }
        }
    }

    private func look() async throws {
        if session == nil || session?.transactionStatus == .lost {
            session?.close()
            let opened = try await Connection.open(quickTarget, on: loop)
            if pause.isOver { return opened.close() }
            session = opened
        }
        guard let session else { return }
        let running = try await session.run(Self.running(in: access.runID), within: Self.answerLimit)
        if isPaused { return }
        let isInHaste = isInHaste.load(ordering: .relaxed)
        var seen: [String: Int] = [:]
        for row in running.rows {
            guard let pid = row[0], let start = row[1], let database = row[3] else { continue }
            // Where a schedule decides when a sleep ends, time stands still for it.
            if row[4] == "PgSleep", let number = Int32(pid), access.time?.leads(number) == true { continue }
            let statement = "\(pid) \(start) \(runs[database] ?? 0)"
            let count = (looks[statement] ?? 0) + 1
            seen[statement] = count
            guard Self.interval * count >= presentLimit else { continue }
            if !isInHaste { note(Strike(statement: row[2] ?? "", limit: limit), in: database) }
            _ = try await session.run(
                Statement("select pg_terminate_backend($1)", parameters: [pid]), within: Self.answerLimit)
        }
        looks = seen
        try await endStalls(over: session)
    }

    private func note(_ strike: Strike, in database: String) {
        if first == nil { first = (strike, database) }
        if strikes[database] == nil { strikes[database] = strike }
    }

    private static func running(in runID: String) -> Statement {
        Statement(
            """
            select pid, query_start, left(regexp_replace(query, '\\s+', ' ', 'g'), 100), datname, wait_event
            from pg_stat_activity
            where starts_with(datname, $1) and state = 'active' and backend_type = 'client backend'
                and wait_event_type is distinct from 'Lock'
            """, parameters: ["converge_\(runID)_"])
    }
}
