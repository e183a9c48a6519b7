import FakeSequin

extension Property {
    /// Hard deletes only: once a deletion has been applied, the row is absent, or newer.
    public static let noResurrection = Property(
        "no-resurrection",
        summary: "hard deletes only: once a deletion of version v has been applied, the row is absent, or newer than v",
        word: "resurrection", letter: "R", needsVersions: true, check: NoResurrection()
    )
}

private struct NoResurrection: PropertyCheck {
    func finding(after step: StepEvidence) -> Finding? {
        for record in step.ledger.records {
            guard let deletion = step.lastingDeletion(of: record), step.committed.table(of: record).versionIndex != nil,
                let row = step.committed.row(of: record), row.version ?? .min <= deletion.version
            else { continue }
            return Finding(
                record: RecordName.letters(record.number),
                because:
                    "worker \(deletion.worker) \(step.lasting) the deletion \(step.named(record, deletion.version)) "
                    + "at step \(deletion.step), and after \(step.cause) the row is there again, "
                    + "at \(step.seen(row, of: record))", difference: .returned)
        }
        return nil
    }
}
