import Postgres

/// What a process waits for, as the server tells it.
struct LockWait {
    /// The kind of lock, in words; nil if it waits for no lock.
    var lock: String?
    /// What else keeps it, in the server's own words; nil if nothing does.
    var event: String?
    /// The processes that keep it waiting.
    var holders: [Int32] = []

    /// Asks the server.
    ///
    /// - Parameter limit: How long the answer may take.
    static func all(of pids: [Int32], over session: Connection, within limit: Duration) async throws -> [Int32:
        LockWait]
    {
        let list = pids.map(String.init).joined(separator: ",")
        let answer = try await session.run(Statement(question, parameters: ["{\(list)}"]), within: limit)
        var waits: [Int32: LockWait] = [:]
        for row in answer.rows {
            guard let pid = row[0].flatMap(Int32.init) else { continue }
            let holders = (row[3] ?? "").split(separator: ",").compactMap { Int32($0) }
            waits[pid] = LockWait(lock: row[1].map(words), event: row[2], holders: holders)
        }
        return waits
    }

    private static let question = """
        select a.pid, (select locktype from pg_locks l where l.pid = a.pid and not granted limit 1),
            case when state = 'active' and wait_event_type in ('IPC', 'LWLock', 'BufferPin')
                then wait_event_type || ': ' || wait_event end,
            array_to_string(pg_blocking_pids(a.pid), ',')
        from pg_stat_activity a where a.pid = any ($1::int[])
        """

    private static func words(_ kind: String) -> String {
        switch kind {
        case "transactionid", "virtualxid": "a transaction"
        case "tuple": "a row"
        case "relation", "extend": "a table"
        case "advisory": "an advisory lock"
        case "object": "an object of the catalogue"
        default: "a lock"
        }
    }

    /// In words, behind "it waits for": `a transaction of worker 2`.
    ///
    /// - Parameter name: What a process is called.
    func told(_ name: (Int32) -> String) -> String? {
        guard lock != nil || !holders.isEmpty else { return event }
        var names: [String] = []
        for holder in holders.map(name) where !names.contains(holder) { names.append(holder) }
        return (lock ?? "a lock") + (names.isEmpty ? "" : " of \(names.joined(separator: " and "))")
    }
}
