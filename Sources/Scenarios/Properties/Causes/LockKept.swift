extension Cause {
    /// A session keeps a lock that another waits for.
    static let lockKept = Cause("lock-kept") { evidence in
        guard case .undone(_, isWaiting: true)? = evidence.difference else { return nil }
        let taken = evidence.log.statements.last { $0.text.lowercased().contains("advisory_lock") && $0.ended != nil }
        let which = taken.map { "\($0.name) has taken at step \($0.sent)" } ?? "another session has"
        return "it waits for a lock that \(which), and that is never given back: take locks that end with their "
            + "transaction (pg_advisory_xact_lock), or give them back on every path, after errors too"
    }
}
