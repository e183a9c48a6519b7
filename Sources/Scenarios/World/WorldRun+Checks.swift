import FakeSequin
import Postgres
import Sequin
import Simulation
import Syncer

extension WorldRun {
    // MARK: What workers tell

    func noteApplied(_ deliveries: [Delivery], by lane: Lane) {
        for delivery in deliveries { checker.applied(delivery, by: lane.number, step: stepNumber) }
        note(.applied, by: lane, deliveries)
    }

    func noteFailed(_ deliveries: [Delivery], by lane: Lane, error: any Error, isFinal: Bool) {
        let failure = Note.Failure(error)
        for delivery in deliveries { lastFailure[delivery.record.id] = failure.description }
        if isFinal {
            lane.applying = []
            note(.gaveUp, by: lane, deliveries, detail: .failure(failure))
        }
    }

    // MARK: After each step

    /// Looks at the committed rows, if this step may have changed them, and checks the properties.
    func checkCommitted() async throws {
        if mayHaveCommitted {
            guard let rows = try await database.rows() else { return }
            mayHaveCommitted = false
            let old = committed.rows
            committed = CommittedState(rows, tables: database.tables)
            if isRecording { noteChangedRows(from: old, to: rows) }
        }
        for lane in lanes { lane.stepEnded(over: database.contentFingerprint) }
        outcome.violation = checker.violation(
            of: committed, step: stepNumber, cause: outcome.lastChoice.map { "\($0)" } ?? "the last step")
    }

    private func noteChangedRows(from old: [[Row]], to new: [[Row]]) {
        for table in new.indices {
            let before = old.indices.contains(table) ? old[table] : []
            let ids = (before + new[table]).map(\.id)
            var seen = Set<String>()
            for id in ids where seen.insert(id).inserted {
                let was = before.first { $0.id == id }
                let isNow = new[table].first { $0.id == id }
                guard was != isNow else { continue }
                let shape = database.tables[table]
                let state = isNow.map { row in
                    Note.RowState(
                        version: row.version, isDeleted: shape.deletedIndex.map { row.values[$0] == "true" } ?? false)
                }
                let version = isNow?.version.map { label(id, $0) } ?? VersionName(anyOf: letter(ofID: id))
                notes.append(Note(.row, versions: [version], detail: .row(state ?? .gone)))
            }
        }
    }

    // MARK: At quiescence

    /// Compares the table with the upstream: every row, every column, no row more.
    func checkConvergence() async throws {
        // Always read anew: nobody's word is taken for it that nothing has changed behind the workers' backs.
        guard let rows = try await database.rows() else {
            outcome.violation = Violation(
                property: .convergence, step: stepNumber, record: nil,
                because: "a lock that is never released keeps the table from being read")
            return
        }
        committed = CommittedState(rows, tables: database.tables)
        outcome.finalState = database.contentFingerprint
        let dead = Set(consumer.dead.map(\.record.id))
        if let lost = consumer.dead.first(where: { !isPoison($0.record) }) {
            outcome.violation = Violation(
                property: .liveness, step: stepNumber, record: letter(ofID: lost.record.id),
                because: "\(label(lost.record.id, lost.record.updatedIdx)) was given up after "
                    + "\(lost.deliverCount) deliveries, and nothing was wrong with it"
                    + (lastFailure[lost.record.id].map { "; its last failure was \($0)" } ?? ""))
            return
        }
        var expectedIDs: [Set<String>] = Array(repeating: [], count: database.tables.count)
        for record in upstream.truth where !dead.contains(record.id) {
            guard let index = checker.recordIndex[record.id] else { continue }
            let knowledge = checker.records[index]
            let table = committed.table(of: knowledge)
            if let tableIndex = database.tables.firstIndex(where: { $0.table == table.table }) {
                expectedIDs[tableIndex].insert(record.id)
            }
            if let because = try await difference(of: record, knowledge, in: table) {
                outcome.violation = Violation(
                    property: .convergence, step: stepNumber, record: RecordName.letters(knowledge.number),
                    because: because)
                return
            }
        }
        for (index, table) in database.tables.enumerated() {
            for row in rows[index] where !expectedIDs[index].contains(row.id) && !dead.contains(row.id) {
                outcome.violation = Violation(
                    property: .convergence, step: stepNumber, record: nil,
                    because: "at the end \(table.table) holds a row \(row.id) that upstream never had")
                return
            }
        }
    }

    private func difference(of record: Record, _ knowledge: RecordKnowledge, in table: TableShape) async throws
        -> String?
    {
        let name = "\(label(record.id, record.updatedIdx)) (version \(record.updatedIdx))"
        guard let row = committed.row(of: knowledge) else {
            if record.deleted, plan.strategy.deletes == .hard || !knowledge.wasLive { return nil }
            return "at the end upstream has \(name), and \(table.table) has no such row"
        }
        let copies = committed.rows(of: knowledge).count
        if copies > 1 { return "at the end \(table.table) has \(copies) rows of \(name)" }
        if record.deleted, plan.strategy.deletes == .hard {
            return "upstream deleted \(name), and \(table.table) still has its row"
                + (row.version.map { ", at \(label(record.id, $0)) (version \($0))" } ?? "")
        }
        if record.deleted, table.deletedIndex == nil {
            return "upstream deleted \(name), and \(table.table) has no column `deleted` to say so"
        }
        let expected: [String?]
        do {
            expected = try await database.expected.values(of: record, in: table)
        } catch let error as PostgresError where !error.connectionLost {
            return "\(name) does not fit the columns of \(table.table): \(error.message)"
        }
        for (index, column) in table.columns.enumerated() where !row.values[index].isSameText(as: expected[index]) {
            return "at the end column \(column.name) of \(name) is \(shown(row.values[index])), "
                + "and upstream has \(shown(expected[index]))"
        }
        return nil
    }

    private func shown(_ value: String?) -> String {
        guard let value else { return "null" }
        return value.count > 60 ? "'\(value.prefix(57))…'" : "'\(value)'"
    }

    /// Whether a record is the scenario's own poison.
    private func isPoison(_ record: Record) -> Bool {
        plan.scenario.setup.isPoisoned && checker.number(of: record.id) == 0
    }

    // MARK: Liveness

    /// The world does not come to rest: says what it waits for.
    func reportStuck(after choices: Int) {
        let left = consumer.slots.first
        var because = "faults have stopped, and after \(choices) more choices and "
        because += "\(Int((timeline.now / .seconds(1)).rounded())) s in all "
        if let left {
            because += "\(label(left.recordID, left.version)) is still not acknowledged"
            if let failure = lastFailure[left.recordID] { because += "; its last failure was \(failure)" }
        } else {
            because += "the workers have not come to rest"
        }
        if blockedCount > 0 { because += "; \(blockedCount) session(s) wait for a lock for ever" }
        outcome.violation = Violation(
            property: .liveness, step: stepNumber, record: left.map { letter(ofID: $0.recordID) }, because: because)
    }
}
