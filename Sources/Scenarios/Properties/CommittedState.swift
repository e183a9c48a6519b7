import FakeSequin
import Syncer

/// The committed rows, by record: what the properties are checked against.
struct CommittedState {
    private let tables: [TableShape]
    private let tableOfSlug: [String: Int]
    private(set) var rows: [[Row]]

    init(_ rows: [[Row]], tables: [TableShape]) {
        self.rows = rows
        self.tables = tables
        tableOfSlug = Dictionary(
            tables.enumerated().map { ($0.element.slug, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    func table(of record: RecordKnowledge) -> TableShape { tables[tableOfSlug[record.slug] ?? 0] }

    /// The record's row; the newest, should there be several.
    func row(of record: RecordKnowledge) -> Row? {
        rows(of: record).max { ($0.version ?? .min) < ($1.version ?? .min) }
    }

    /// All rows that have the record's id: one at most, where all is well.
    func rows(of record: RecordKnowledge) -> [Row] {
        rows[tableOfSlug[record.slug] ?? 0].filter { $0.id == record.id }
    }
}

extension Checker {
    /// The first property that the committed rows violate, after a step.
    ///
    /// - Parameter cause: The choice that was just made, in words.
    func violation(of state: CommittedState, step: Int, cause: String) -> Violation? {
        resurrection(in: state, step: step, cause: cause)
            ?? regression(in: state, step: step, cause: cause)
            ?? brokenAck(in: state, step: step)
    }

    private func resurrection(in state: CommittedState, step: Int, cause: String) -> Violation? {
        for record in records {
            guard let deletion = record.deletion, state.table(of: record).versionIndex != nil,
                let row = state.row(of: record), row.version ?? .min <= deletion.version
            else { continue }
            return Violation(
                property: .noResurrection, step: step, record: RecordName.letters(record.number),
                because: "\(deletedBy(record, deletion)), and after \(cause) the row is there again, "
                    + "at \(seen(row, of: record))")
        }
        return nil
    }

    private func regression(in state: CommittedState, step: Int, cause: String) -> Violation? {
        for record in records {
            guard let upsert = record.upsert, state.table(of: record).versionIndex != nil,
                !mayBeDeleted(record, since: upsert.version), !mayBeAbsent(record, upsert.version, in: state)
            else { continue }
            let row = state.row(of: record)
            if let row, row.version ?? .min >= upsert.version { continue }
            let now = row.map { "is at \(seen($0, of: record))" } ?? "is not there"
            return Violation(
                property: .monotonicVersions, step: step, record: RecordName.letters(record.number),
                because: "\(writtenBy(record, upsert)), and after \(cause) the row \(now)")
        }
        return nil
    }

    private func brokenAck(in state: CommittedState, step: Int) -> Violation? {
        for record in records {
            guard let ack = record.ack, ack.step == step, state.table(of: record).versionIndex != nil,
                !mayBeDeleted(record, since: ack.version), !mayBeAbsent(record, ack.version, in: state)
            else { continue }
            let row = state.row(of: record)
            if deletes == .hard, record.deletions.contains(ack.version) {
                guard let row, row.version ?? .min <= ack.version else { continue }
            } else if let row, row.version ?? .min >= ack.version {
                continue
            }
            let now = row.map { "is at \(seen($0, of: record))" } ?? "is not there"
            return Violation(
                property: .ackedIsDurable, step: step, record: RecordName.letters(record.number),
                because: "the consumer accepted worker \(ack.worker)'s ack of "
                    + "\(named(record, ack.version)), and the committed row \(now)")
        }
        return nil
    }

    /// Whether a hard deletion that is newer has been handed out, so that the row may rightly be gone or be older.
    private func mayBeDeleted(_ record: RecordKnowledge, since version: Int64) -> Bool {
        deletes == .hard && record.deliveredDeletion.map { $0 > version } == true
    }

    /// Whether a soft deletion found no row to mark, because no live version was ever applied.
    private func mayBeAbsent(_ record: RecordKnowledge, _ version: Int64, in state: CommittedState) -> Bool {
        deletes == .soft && !record.wasLive && record.deletions.contains(version) && state.row(of: record) == nil
    }

    // MARK: Words

    private func named(_ record: RecordKnowledge, _ version: Int64) -> String {
        "\(label(record.id, version)) (version \(version))"
    }

    private func writtenBy(_ record: RecordKnowledge, _ application: Application) -> String {
        "worker \(application.worker) had applied \(named(record, application.version)) at step \(application.step)"
    }

    private func deletedBy(_ record: RecordKnowledge, _ application: Application) -> String {
        "worker \(application.worker) had applied the deletion \(named(record, application.version)) "
            + "at step \(application.step)"
    }

    private func seen(_ row: Row, of record: RecordKnowledge) -> String {
        row.version.map { named(record, $0) } ?? "a version that is null"
    }
}
