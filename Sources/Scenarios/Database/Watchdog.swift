import Postgres
import Synchronization

/// Ends statements that never end by themselves, whatever session of ours they run on: a worker's, the schema's, or our
/// own that reads a view.
///
/// A session of its own looks at the server's activity. What counts is that a statement was seen to be running, and not
/// to be waiting for a lock, at every look for as long as the limit: so neither a machine that slept nor a statement
/// that waited for another adds to it. Such a session is terminated, for a script can catch a mere cancellation.
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

    /// The first statement that had to be ended.
    private(set) var strike: Strike?
    /// Whether a person looks into a database by hand, and may take the time.
    var isPaused = false
    private let isInHaste = Atomic(false)
    private let access: ServerAccess
    private let loop: EventLoop
    /// How long a statement may run.
    let limit: Duration
    private let pause: Pause
    private var session: Connection?
    /// How many looks have found a statement running, by session and start.
    private var looks: [String: Int] = [:]

    /// How long a statement may run unless something else is asked for.
    static let defaultLimit = Duration.seconds(30)
    private static let interval = Duration.milliseconds(250)

    init(_ access: ServerAccess, on loop: EventLoop, limit: Duration) {
        self.access = access
        self.loop = loop
        self.limit = limit
        pause = Pause(on: loop)
    }

    /// Begins to look.
    ///
    /// - Throws: `PostgresError` if the server refuses the session.
    func start() async throws {
        session = try await Connection.open(access.maintenanceTarget(), on: loop)
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

    /// Forgets a statement, so that the next strategy is not blamed for it.
    @discardableResult
    func takeStrike() -> Strike? {
        defer { strike = nil }
        return strike
    }

    private func watch() async {
        while !pause.isOver {
            await pause.take(Self.interval)
            if pause.isOver { return }
            if isPaused { continue }
            // A server that is being killed, or is lost, is noticed elsewhere.
            try? await look()
        }
    }

    private func look() async throws {
        if session == nil || session?.transactionStatus == .lost {
            session?.close()
            let opened = try await Connection.open(access.maintenanceTarget(), on: loop)
            if pause.isOver { return opened.close() }
            session = opened
        }
        guard let session else { return }
        let running = try await session.run(Self.running(in: access.runID))
        let isInHaste = isInHaste.load(ordering: .relaxed)
        let limit = isInHaste ? .seconds(1) : self.limit
        var seen: [String: Int] = [:]
        for row in running.rows {
            guard let pid = row[0], let start = row[1] else { continue }
            let count = (looks["\(pid) \(start)"] ?? 0) + 1
            seen["\(pid) \(start)"] = count
            guard Self.interval * count >= limit else { continue }
            if strike == nil, !isInHaste { strike = Strike(statement: row[2] ?? "", limit: limit) }
            _ = try await session.run(Statement("select pg_terminate_backend($1)", parameters: [pid]))
        }
        looks = seen
    }

    private static func running(in runID: String) -> Statement {
        Statement(
            """
            select pid, query_start, left(regexp_replace(query, '\\s+', ' ', 'g'), 100) from pg_stat_activity
            where starts_with(datname, $1) and state = 'active' and backend_type = 'client backend'
                and wait_event_type is distinct from 'Lock'
            """, parameters: ["converge_\(runID)_"])
    }
}
