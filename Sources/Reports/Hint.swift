import Scenarios

extension FailureReport {
    /// What to try, given where it failed.
    var whatToTry: String {
        // Where an ack id names the slot, a late ack removes a version that was never written.
        guard file.violation.property == .convergence, hasLateAck else { return file.violation.property.whatToTry }
        return "no upsert can repair this: this consumer's ack ids name the slot and not the delivery, so a late ack "
            + "removes a version that was never written. The worker must not ack past ackWait (see 'deadline' in "
            + "strategy.yml), and a full re-read now and then must repair what a late ack on its way has lost"
    }

    /// Whether an ack took a newer version along than the one that it was meant for: no other consumer's can.
    private var hasLateAck: Bool {
        steps.contains { step in step.notes.contains { if case .removed = $0.detail { true } else { false } } }
    }
}

extension Property {
    /// What to try where it is violated.
    var whatToTry: String {
        switch self {
        case .monotonicVersions:
            "compare versions in the statement that writes, as in 'on conflict (id) do update set … where "
                + "subscriptions.updated_idx <= excluded.updated_idx': 'converge init DIR --from guarded-null-safe' "
                + "gives you one to start from"
        case .noResurrection:
            "a hard delete forgets the version, so an older upsert inserts the row again: keep the version of what was "
                + "deleted ('converge init DIR --from version-ledger'), or delete softly (--from guarded-null-safe)"
        case .ackedIsDurable:
            "ack only what has been committed and will stay: 'ack: after-commit' in strategy.yml, "
                + "synchronous_commit = on, no UNLOGGED table"
        case .convergence:
            "see that upsert.sql writes every column, that a null clears a column too, and that a deletion reaches "
                + "the table"
        case .liveness:
            "look at the last failure above, and at 'on_error' and 'retry' in strategy.yml: a delivery that always "
                + "fails comes back for ever"
        }
    }

    /// One word for a narrow column.
    var word: String {
        switch self {
        case .noResurrection: "resurrection"
        case .monotonicVersions: "monotonic"
        case .ackedIsDurable: "durability"
        case .convergence: "convergence"
        case .liveness: "liveness"
        }
    }

    /// One letter for a very narrow column.
    var letter: String {
        switch self {
        case .noResurrection: "R"
        case .monotonicVersions: "M"
        case .ackedIsDurable: "D"
        case .convergence: "C"
        case .liveness: "L"
        }
    }
}
