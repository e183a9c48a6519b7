import FakeSequin
import Postgres
import Sequin
import Syncer

extension Property {
    /// At quiescence the table is the upstream.
    public static let convergence = Property(
        "convergence", summary: "at quiescence the table is the upstream: every row, every column, no row more",
        word: "convergence", letter: "C", check: Convergence()
    ) { history in
        // Where an ack id names the slot, a late ack removes a version that was never written.
        history.contains(where: \.hasAckThatRemovesNewer)
            ? "no upsert can repair this: this consumer's ack ids name the slot and not the delivery, so a late ack "
                + "removes a version that was never written. The worker must not ack past ackWait (see 'deadline' in "
                + "strategy.yml), and a full re-read now and then must repair what a late ack on its way has lost"
            : "see that upsert.sql writes every column, that a null clears a column too, and that a deletion reaches "
                + "the table"
    }
}

extension Step {
    /// Whether an ack took a newer version along than the one that it was meant for.
    fileprivate var hasAckThatRemovesNewer: Bool {
        notes.contains { if case .removed = $0.detail { true } else { false } }
    }
}

/// Compares the table with the upstream: every row, every column, no row more.
private struct Convergence: PropertyCheck {
    func finding(atRest rest: RestEvidence) async throws -> Finding? {
        guard let committed = rest.committed else {
            return Finding(because: "a lock that is never released keeps the table from being read")
        }
        let dead = Set(rest.dead.map(\.record.id))
        var expectedIDs: [Set<String>] = Array(repeating: [], count: committed.tables.count)
        for record in rest.truth where !dead.contains(record.id) {
            guard let index = rest.ledger.recordIndex[record.id] else { continue }
            let knowledge = rest.ledger.records[index]
            expectedIDs[committed.tableIndex(of: knowledge)].insert(record.id)
            if let because = try await difference(of: record, knowledge, committed, rest) {
                return Finding(record: RecordName.letters(knowledge.number), because: because)
            }
        }
        for (index, table) in committed.tables.enumerated() {
            for row in committed.rows[index] where !expectedIDs[index].contains(row.id) && !dead.contains(row.id) {
                return Finding(because: "at the end \(table.table) holds a row \(row.id) that upstream never had")
            }
        }
        return nil
    }

    private func difference(
        of record: Record, _ knowledge: RecordKnowledge, _ committed: CommittedState, _ rest: RestEvidence
    ) async throws -> String? {
        let table = committed.table(of: knowledge)
        let name = rest.ledger.named(knowledge, record.updatedIdx)
        guard let row = committed.row(of: knowledge) else {
            if record.deleted, rest.ledger.deletes == .hard || !knowledge.wasLive { return nil }
            return "at the end upstream has \(name), and \(table.table) has no such row"
        }
        let copies = committed.rows(of: knowledge).count
        if copies > 1 { return "at the end \(table.table) has \(copies) rows of \(name)" }
        if record.deleted, rest.ledger.deletes == .hard {
            return "upstream deleted \(name), and \(table.table) still has its row"
                + (row.version.map { ", at \(rest.ledger.named(knowledge, $0))" } ?? "")
        }
        if record.deleted, table.deletedIndex == nil {
            return "upstream deleted \(name), and \(table.table) has no column `deleted` to say so"
        }
        let expected: [String?]
        do {
            expected = try await rest.expectedValues(record, table)
        } catch let error as PostgresError where !error.connectionLost {
            return "\(name) does not fit the columns of \(table.table): \(error.message)"
        }
        for (index, column) in table.columns.enumerated()
        where rest.ledger.isTold(column.field, by: record) && !row.values[index].isSameText(as: expected[index]) {
            return "at the end column \(column.name) of \(name) is \(shown(row.values[index])), "
                + "and upstream has \(shown(expected[index]))"
        }
        return nil
    }

    private func shown(_ value: String?) -> String {
        guard let value else { return "null" }
        return value.count > 60 ? "'\(value.prefix(57))…'" : "'\(value)'"
    }
}
