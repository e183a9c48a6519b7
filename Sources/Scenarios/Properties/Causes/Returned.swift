extension Cause {
    /// An upsert that came late has brought a deleted row back.
    static let returned = Cause("returned") { evidence in
        guard evidence.difference == .returned, let write = evidence.lastWrite, let statement = write.statement else {
            return nil
        }
        let deletion = evidence.log.attempts.last { attempt in
            attempt.isApplied && evidence.version(of: attempt).map(evidence.isDeletion) == true
        }
        // Whether it leaves something behind that a late upsert could be compared with.
        let hasLedger = deletion?.statements.contains {
            ($0.rowsWritten ?? 0) > 0 && $0.tag?.hasPrefix("DELETE") != true
        }
        guard hasLedger == true else {
            return
                "a hard delete forgets the version, so that \(statement.name) inserts the row again: keep the version of "
                + "what was deleted ('converge init DIR --from version-ledger'), or delete softly (--from guarded-null-safe)"
        }
        return
            "\(statement.name) wrote the row at step \(write.step) without having seen what the deletion left behind: "
            + "claim the version first, by a statement of its own whose lock is held to the end of the transaction that "
            + "writes, in the deletion too ('converge init DIR --from version-ledger')"
    }
}
