import FakeSequin

extension Property {
    /// Once a version has been applied, the row is there at it, or newer.
    public static let monotonicVersions = Property(
        "monotonic-versions",
        summary: "once an upsert of version v has been applied, the row is there at v or newer",
        word: "monotonic", letter: "M", needsVersions: true, check: MonotonicVersions()
    )
}

private struct MonotonicVersions: PropertyCheck {
    func finding(after step: StepEvidence) -> Finding? {
        for record in step.ledger.records {
            guard let upsert = step.lastingUpsert(of: record), step.committed.table(of: record).versionIndex != nil,
                !step.mayBeDeleted(record, since: upsert.version), !step.mayBeAbsent(record, upsert.version)
            else { continue }
            let row = step.committed.row(of: record)
            if let row, row.version ?? .min >= upsert.version { continue }
            let now = row.map { "is at \(step.seen($0, of: record))" } ?? "is not there"
            return Finding(
                record: RecordName.letters(record.number),
                because: "worker \(upsert.worker) \(step.lasting) \(step.named(record, upsert.version)) "
                    + "at step \(upsert.step), and after \(step.cause) the row \(now)",
                difference: row.map { .stale(isNull: $0.version == nil) } ?? .missing)
        }
        return nil
    }
}
