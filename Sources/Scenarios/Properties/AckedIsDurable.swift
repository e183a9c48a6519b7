import FakeSequin

extension Property {
    /// What the consumer accepts an ack for has been committed.
    public static let ackedIsDurable = Property(
        "acked-is-durable",
        summary: "when the consumer accepts an ack of version v, committed state already reflects v or newer",
        word: "durability", letter: "D", needsVersions: true, check: AckedIsDurable()
    )
}

private struct AckedIsDurable: PropertyCheck {
    func finding(after step: StepEvidence) -> Finding? {
        for record in step.ledger.records {
            guard let ack = record.ack, ack.step == step.step, !step.reflects(record, ack.version) else { continue }
            let row = step.committed.row(of: record)
            let now = row.map { "is at \(step.seen($0, of: record))" } ?? "is not there"
            return Finding(
                record: RecordName.letters(record.number),
                because: "the consumer accepted worker \(ack.worker)'s ack of "
                    + "\(step.named(record, ack.version)), and the committed row \(now)",
                difference: row.map {
                    step.deletesHard && record.deletions.contains(ack.version)
                        ? .kept : .stale(isNull: $0.version == nil)
                } ?? .missing)
        }
        return nil
    }
}
