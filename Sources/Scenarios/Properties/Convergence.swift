import FakeSequin
import Postgres
import Sequin
import Syncer

extension Property {
    /// At quiescence the table is the upstream.
    public static let convergence = Property(
        "convergence", summary: "at quiescence the table is the upstream: every row, every column, no row more",
        word: "convergence", letter: "C", check: Convergence()
    )
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
            if let (because, difference) = try await difference(of: record, knowledge, committed, rest) {
                return Finding(
                    record: RecordName.letters(knowledge.number), because: because, difference: difference)
            }
        }
        for (index, table) in committed.tables.enumerated() {
            for row in committed.rows[index] where !expectedIDs[index].contains(row.id) && !dead.contains(row.id) {
                return Finding(
                    because: "at the end \(table.table) holds a row \(row.id) that upstream never had",
                    difference: .stranger(id: row.id))
            }
        }
        return nil
    }

    private func difference(
        of record: Record, _ knowledge: RecordKnowledge, _ committed: CommittedState, _ rest: RestEvidence
    ) async throws -> (because: String, difference: Difference?)? {
        let table = committed.table(of: knowledge)
        let name = rest.ledger.named(knowledge, record.updatedIdx)
        guard let row = committed.row(of: knowledge) else {
            if record.deleted, rest.ledger.deletes == .hard || !knowledge.wasLive { return nil }
            return ("at the end upstream has \(name), and \(table.table) has no such row", .missing)
        }
        let copies = committed.rows(of: knowledge)
        if copies.count > 1 {
            return (
                "at the end \(table.table) has \(copies.count) rows of \(name)",
                .copies(Difference.Copies(copies, of: table))
            )
        }
        if record.deleted, rest.ledger.deletes == .hard {
            return (
                "upstream deleted \(name), and \(table.table) still has its row"
                    + (row.version.map { ", at \(rest.ledger.named(knowledge, $0))" } ?? ""), .kept
            )
        }
        if record.deleted, table.deletedIndex == nil {
            return ("upstream deleted \(name), and \(table.table) has no column `deleted` to say so", .unmarked)
        }
        let expected: [String?]
        do {
            expected = try await rest.expectedValues(record, table)
        } catch let error as PostgresError where !error.connectionLost {
            return ("\(name) does not fit the columns of \(table.table): \(error.message)", nil)
        }
        for (index, column) in table.columns.enumerated()
        where rest.ledger.isTold(column.field, by: record) && !row.values[index].isSameText(as: expected[index]) {
            let stored = row.values[index]
            return (
                "at the end column \(column.name) of \(name) is \(shown(stored)), and upstream has "
                    + shown(expected[index]),
                .column(
                    .init(
                        name: column.name, field: column.field, stored: stored, expected: expected[index],
                        isDeleted: record.deleted))
            )
        }
        return nil
    }

    private func shown(_ value: String?) -> String {
        guard let value else { return "null" }
        return value.count > 60 ? "'\(value.prefix(57))…'" : "'\(value)'"
    }
}

extension Difference.Copies {
    fileprivate init(_ rows: [Row], of table: TableShape) {
        let indices = table.columns.indices
        apart = indices.filter { index in rows.contains { !$0.values[index].isSameText(as: rows[0].values[index]) } }
            .map { table.columns[$0].name }
        null = indices.filter { index in rows.allSatisfy { $0.values[index] == nil } }.map { table.columns[$0].name }
    }
}
