import Postgres

/// What the server's lock table says of sessions that wait.
struct LockTable {
    private let database: WorldDatabase
    private var control: HarnessSession { database.control }

    init(_ database: WorldDatabase) { self.database = database }

    /// The processes of this database that wait for a lock that they have not been granted.
    ///
    /// - Parameter counts: Whether the question counts as a statement of the run.
    func waiting(counts: Bool) async throws -> Set<Int32> {
        let result = try await control.run(Self.waiting, counts: counts)
        return Set(result.rows.compactMap { $0[0].flatMap(Int32.init) })
    }

    /// The processes that keep others from going on, by what they hold or by standing in line before them.
    func holders(of waiting: [Int32]) async throws -> Set<Int32> {
        let pids = waiting.map(String.init).joined(separator: ",")
        let result = try await control.run(
            Statement("select unnest(pg_blocking_pids(pid)) from unnest($1::int[]) pid", parameters: ["{\(pids)}"]),
            counts: false)
        return Set(result.rows.compactMap { $0[0].flatMap(Int32.init) })
    }

    /// Whether what keeps a process waiting is none of these: a lock of the whole cluster, such as a commit takes that
    /// notifies, or another program's.
    ///
    /// Such a wait ends by itself, and is none of the schedule's; stopped in it, the session would be granted the lock, and
    /// keep it from all other worlds. A wait that is over already was of that kind too, since no session of the world
    /// moves meanwhile.
    ///
    /// - Throws: ``WorldsMeet`` where a session of the world and one of another both keep it waiting.
    func waitsForStranger(_ pid: Int32, of own: [Int32]) async throws -> Bool {
        let holders = try await holders(of: [pid])
        if holders.isDisjoint(with: own) { return true }
        // It would be stopped for the one, and keep the lock from the other once it is granted.
        if holders.contains(where: isOfAnotherWorld) { throw WorldsMeet() }
        return false
    }

    /// Whether a process serves another world of this run.
    func isOfAnotherWorld(_ pid: Int32) -> Bool {
        database.watchdog.sessions.database(of: pid).map { $0 != database.name } ?? false
    }

    /// Whether an error may come of what another world did at the same time: a circle of waits through one of its
    /// sessions, or a row of a catalogue that all databases share and that both have changed.
    func blames(anotherWorldIn error: PostgresError) -> Bool {
        switch error.sqlState {
        case .deadlockDetected:
            // Each line names two processes, and what the first waits for. That another number is taken for a process
            // costs time, never a verdict.
            let numbers = (error.detail ?? "").split { !$0.isNumber }.compactMap { Int32($0) }
            return numbers.contains(where: isOfAnotherWorld)
        case "XX000":
            return error.message.hasPrefix("tuple concurrently") && database.watchdog.sessions.hasSeveralWorlds
        case .uniqueViolation:
            // The catalogues' own keys are named so.
            return error.message.contains("\"pg_") && database.watchdog.sessions.hasSeveralWorlds
        default: return false
        }
    }

    /// Whether a process waits for others that wait for it.
    ///
    /// - Parameter waiting: The processes of the world that wait, it among them.
    func closesCircle(_ pid: Int32, among waiting: [Int32]) async throws -> Bool {
        var reached: Set<Int32> = []
        var next = [pid]
        while let one = next.popLast() {
            for holder in try await holders(of: [one]) where waiting.contains(holder) {
                if holder == pid { return true }
                if reached.insert(holder).inserted { next.append(holder) }
            }
        }
        return false
    }

    /// What a process waits for; nil if for nothing.
    ///
    /// - Parameter mayPause: Whether a pause point of the process is closed.
    func wait(of pid: Int32, mayPause: Bool) async throws -> WaitTracker.Wait? {
        let result = try await control.run(
            Statement(
                """
                select locktype = 'advisory' and classid = pid::oid and objsubid = 2
                from pg_locks where not granted and pid = $1
                """, parameters: [String(pid)]), counts: false)
        guard let row = result.rows.first else { return nil }
        return row[0] == "t" && mayPause ? .atPausePoint : .forLock
    }

    private static let waiting = Statement("select distinct pid from pg_locks where not granted")
}
