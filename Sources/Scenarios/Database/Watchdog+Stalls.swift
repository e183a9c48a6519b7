import Postgres

extension Watchdog {
    /// How long a statement of the harness's own may wait without a word from the server. Longer than a worker's: while a
    /// worker's session is listened to, the one that holds its pause points may have to wait as well.
    private var stallLimit: Duration { presentLimit * 4 }

    /// Ends the waits of the harness's own sessions that have lasted too long. One that is at work and waits for no other
    /// process is let go on ten times as long: a large database takes its time to be copied.
    func endStalls(over session: Connection) async throws {
        let silent = sessions.silent(for: Int(stallLimit / Self.interval))
        guard !silent.isEmpty else { return }
        let waits = try await LockWait.all(of: silent.map(\.pid), over: session, within: Self.answerLimit)
        for member in silent {
            let wait = waits[member.pid]?.told(name)
            guard wait != nil || Self.interval * member.idleLooks >= stallLimit * 10 else { continue }
            let activity = try await session.run(
                Statement(
                    "select left(regexp_replace(query, '\\s+', ' ', 'g'), 100), pg_terminate_backend(pid) "
                        + "from pg_stat_activity where pid = $1", parameters: [String(member.pid)]),
                within: Self.answerLimit)
            let text = (activity.rows.first?[0] ?? "a statement of the harness's own")
            stalls[member.database] = EnvironmentFailure(
                reason:
                    "nothing moved for \((Self.interval * member.idleLooks).components.seconds) s: the harness's own "
                    + "'\(text)' " + (wait.map { "waits for \($0)" } ?? "did not end"))
            // Its end may be long in coming as well.
            member.connection?.close()
        }
    }

    /// Whose a process is, as far as the server's sessions tell.
    private func name(of pid: Int32) -> String {
        sessions.database(of: pid) == nil ? "a session of another program" : "a session of this run"
    }
}
