import Syncer

/// What is known after a step.
struct StepEvidence {
    let ledger: Ledger
    let committed: CommittedState
    /// What the strategy's own checks have returned that must hold after each step.
    var answers: [CheckAnswer] = []
    /// The step's number.
    let step: Int
    /// The choice that was just made, in words.
    let cause: String

    /// Whether deletions take the row away.
    var deletesHard: Bool { ledger.deletes == .hard }

    /// The newest upsert, or soft deletion, that must be there from now on: the one that was applied, or under a log the one
    /// whose offset was committed, in an earlier step.
    func lastingUpsert(of record: RecordKnowledge) -> Application? {
        guard ledger.judgesCommits else { return record.upsert }
        return committed(record).flatMap { deletesHard && record.deletions.contains($0.version) ? nil : $0 }
    }

    /// The newest hard deletion that must have left no row from now on, likewise.
    func lastingDeletion(of record: RecordKnowledge) -> Application? {
        guard ledger.judgesCommits else { return record.deletion }
        return committed(record).flatMap { deletesHard && record.deletions.contains($0.version) ? $0 : nil }
    }

    private func committed(_ record: RecordKnowledge) -> Application? {
        record.ack.flatMap { $0.step < step ? $0 : nil }
    }

    /// What makes a version last, as in `had applied`.
    var lasting: String { ledger.judgesCommits ? "had committed the offset of" : "had applied" }

    /// Whether a hard deletion that is newer has been handed out, so that the row may rightly be gone or be older.
    func mayBeDeleted(_ record: RecordKnowledge, since version: Int64) -> Bool {
        ledger.deletes == .hard && record.deliveredDeletion.map { $0 > version } == true
    }

    /// Whether a soft deletion found no row to mark, because no live version was ever applied.
    func mayBeAbsent(_ record: RecordKnowledge, _ version: Int64) -> Bool {
        ledger.deletes == .soft && !record.wasLive && record.deletions.contains(version)
            && committed.row(of: record) == nil
    }

    /// Whether the committed row is as a version's ack promises: there at that version or a newer one, or gone where that is
    /// right. Of a table that stores no versions it is not known, and taken for granted.
    func reflects(_ record: RecordKnowledge, _ version: Int64) -> Bool {
        guard committed.table(of: record).versionIndex != nil, !mayBeDeleted(record, since: version),
            !mayBeAbsent(record, version)
        else { return true }
        let stored = committed.row(of: record).map { $0.version ?? .min }
        if deletesHard, record.deletions.contains(version) { return stored.map { $0 > version } ?? true }
        return stored.map { $0 >= version } ?? false
    }

    /// A version's name and number.
    func named(_ record: RecordKnowledge, _ version: Int64) -> String { ledger.named(record, version) }

    /// The version at which a row is seen.
    func seen(_ row: Row, of record: RecordKnowledge) -> String {
        row.version.map { named(record, $0) } ?? "a version that is null"
    }
}
