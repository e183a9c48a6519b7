extension Cause {
    /// What was committed and acknowledged was not there any more after Postgres had been killed.
    static let serverLost = Cause("server-lost") { evidence in
        guard evidence.violation.property == .ackedIsDurable,
            evidence.steps.contains(where: { $0.notes.contains { $0.kind == .serverKilled } })
        else { return nil }
        return
            "Postgres was killed, and had not kept what was committed: keep synchronous_commit on (in the session, the "
            + "transaction and the server), and use no UNLOGGED table"
    }
}
