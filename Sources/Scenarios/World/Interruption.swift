import Postgres

/// A run that cannot go on, and what each of its sessions was doing.
struct Interruption {
    private let world: World
    private let reason: any Error

    init(_ reason: any Error, in world: World) {
        self.reason = reason
        self.world = world
    }

    /// What is to be thrown, asked for while all is as it was when nothing went on any more: of a schedule that came to no
    /// verdict how far it came, and where nothing moved, what each session was doing.
    func error() async -> any Error {
        let passes =
            reason is CancellationError || reason is CannotSetUp || reason is ChanceOfDeadlock || reason is WorldsMeet
            || reason is WrongWait || reason is VirtualTimeUnavailable
        if passes { return reason }
        if let trouble = reason as? ProgramTrouble ?? (reason as? PostgresError).flatMap(world.crew.trouble(of:)) {
            // With nothing chosen there is no schedule to be told.
            guard world.stepNumber > 0 else { return trouble }
            return VoidRun(
                outcome: world.summary, isInStep: world.isInStep, isEndless: false, isOfProgram: true,
                failure: EnvironmentFailure(reason: trouble.sentence))
        }
        if let reason = reason as? CannotJudge {
            return VoidRun(
                outcome: world.summary, isInStep: world.isInStep, isEndless: false, isOfCheck: true,
                failure: EnvironmentFailure(reason: reason.description))
        }
        let (watchdog, database) = (world.database.watchdog, world.database.name)
        let failure = await failure()
        // With nothing chosen there is no schedule to be told.
        guard !failure.isServerLost, world.stepNumber > 0 else { return failure }
        return VoidRun(
            outcome: world.summary, isInStep: world.isInStep, isEndless: watchdog.strike(in: database) != nil,
            failure: failure)
    }

    private func failure() async -> EnvironmentFailure {
        let (watchdog, database) = (world.database.watchdog, world.database.name)
        let failure = await watchdog.failure(for: reason, in: database)
        if failure.isServerLost || watchdog.strike(in: database) != nil { return failure }
        if let standstill = reason as? Standstill {
            return await explained(
                "nothing moved for \(standstill.patience.components.seconds) s, while \(standstill.subject) was waited for"
            )
        }
        return watchdog.stalls[database] == nil ? failure : await explained(failure.reason)
    }

    private func explained(_ head: String) async -> EnvironmentFailure {
        let sessions = world.sessions.all.filter { session in
            world.crew.owner(of: session) != nil || world.sessions.leftBehind.contains { $0 === session }
        }
        let host = world.database.host
        // A session of its own: the others may be what does not move.
        let looking = try? await host.open(host.watchdog.quickTarget)
        defer { looking?.close() }
        var waits: [Int32: LockWait] = [:]
        var strangers: [String] = []
        if let looking {
            let all = try? await LockWait.all(of: sessions.map(\.pid), over: looking, within: Watchdog.answerLimit)
            waits = all ?? [:]
            strangers = await self.strangers(over: looking)
        }
        let lines =
            sessions.map { session in "\(name(of: session)): \(doing(session, waits[session.pid]))" } + strangers
        let step = world.stepNumber == 0 ? "" : " at step \(world.stepNumber)"
        return EnvironmentFailure(reason: head + step + (lines.isEmpty ? "" : ": " + lines.joined(separator: "; ")))
    }

    /// What sessions do in the world's database that are none of ours.
    private func strangers(over session: Connection) async -> [String] {
        let question = Statement(
            """
            select pid, state, left(regexp_replace(query, '\\s+', ' ', 'g'), 100) from pg_stat_activity
            where datname = $1 and backend_type = 'client backend' order by backend_start
            """, parameters: [world.database.name])
        let rows = (try? await session.run(question, within: Watchdog.answerLimit))?.rows ?? []
        return rows.compactMap { row in
            guard let pid = row[0].flatMap(Int32.init), name(of: pid) == Self.stranger else { return nil }
            return "\(Self.stranger): \(row[1] ?? "in a state that is not shown"), '\(row[2] ?? "")'"
        }
    }

    private static let stranger = "a session of another program"

    private func name(of session: PooledSession) -> String {
        if let worker = world.crew.owner(of: session) { return "worker \(worker.number)" }
        return "a session that was left behind"
    }

    private func name(of pid: Int32) -> String {
        if let session = world.sessions.all.first(where: { $0.pid == pid }) { return name(of: session) }
        switch world.database.watchdog.sessions.database(of: pid) {
        case nil: return Self.stranger
        case world.database.name: return "the harness"
        default: return "a session of another world of this run"
        }
    }

    private func doing(_ session: PooledSession, _ wait: LockWait?) -> String {
        let text = session.statement.map { "'\($0.sql.prefix(100))' " } ?? ""
        switch session.tracker.state {
        case .idle: return session.connection.transactionStatus == .idle ? "idle" : "idle in a transaction"
        case .waiting(.forTime): return text + "sleeps"
        case .waiting(.atPausePoint): return text + "is at its pause point"
        case .waiting(.forLock), .running:
            return text + (wait?.told(name).map { "waits for \($0)" } ?? "runs")
        }
    }
}
