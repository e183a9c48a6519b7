/// What a cause is looked for in: the violation, the history, and what is known of the strategy.
struct CauseEvidence: Sendable {
    let violation: Violation
    let steps: [Step]
    let log: StatementLog
    let facts: StrategyFacts

    init(_ violation: Violation, _ steps: [Step], _ facts: StrategyFacts) {
        self.violation = violation
        self.steps = steps
        self.facts = facts
        log = StatementLog(steps)
    }

    /// What is wrong with the record's row.
    var difference: Difference? { violation.difference }

    /// The record concerned.
    var record: String? { violation.record }

    /// The column that differs.
    var column: Difference.Column? { if case .column(let column)? = difference { column } else { nil } }

    /// Whether the row is gone or stale, or was never brought up to what upstream has.
    var isBehind: Bool {
        switch difference {
        case .missing, .stale, .kept, .column: true
        default: false
        }
    }

    /// The judged table of the record, as far as a step has shown it; the first else.
    var table: TableShape? {
        let name = steps.lazy.flatMap(\.detail.rows).first { $0.record == record }?.table
        return facts.tables.first { $0.table == name } ?? facts.tables.first
    }

    /// The column of the record's version.
    var versionColumn: String {
        table.flatMap { table in table.versionIndex.map { table.columns[$0].name } } ?? "updated_idx"
    }

    /// A guard, in the table's own words.
    var guardExample: String { "stored.\(versionColumn) <= excluded.\(versionColumn)" }

    // MARK: What was written

    /// The changes of the record's committed row, in order.
    var writes: [StatementLog.RowWrite] { log.writes.filter { $0.record == record && $0.step <= violation.step } }

    var lastWrite: StatementLog.RowWrite? { writes.last }

    /// The change that left what is wrong: of a column, the last that changed it.
    var fatalWrite: StatementLog.RowWrite? {
        guard let column else { return lastWrite }
        return writes.last { write in
            close(write.step)?.columns.contains { $0.name == column.name && !$0.before.isSameText(as: $0.after) }
                == true
        }
    }

    /// The statements of a script's run that may write to the judged table: those that name it, if any does.
    func writers(in run: [RunStatement]) -> [RunStatement] {
        let statements = run.filter { $0.failure == nil && ($0.rowsWritten != nil || $0.mayHaveWritten) }
        let naming = statements.filter { statement in table.map { statement.names($0.table) } == true }
        return naming.isEmpty ? statements : naming
    }

    /// The run of a script that brought, or should have brought, the newest version of the record that was applied.
    var newestApplied: StatementLog.Attempt? {
        let applied = log.attempts.filter { $0.isApplied && $0.step <= violation.step }
        let newest = applied.compactMap(version).max()
        return newest.flatMap { newest in applied.first { version(of: $0) == newest } }
    }

    /// Whether a script's run has changed the record's row.
    func hasWritten(_ attempt: StatementLog.Attempt) -> Bool {
        let sent = Set(attempt.statements.map(\.sent))
        return writes.contains { write in write.candidates.contains { sent.contains($0.sent) } }
    }

    /// Which version of the record a script was run for, from 0: the newest of several.
    func version(of attempt: StatementLog.Attempt) -> Int? { newest(attempt.versions) }

    /// Which version of the record is the newest among these, from 0.
    func newest(_ versions: [VersionName]) -> Int? {
        versions.filter { $0.record == record }.compactMap(\.number).max()
    }

    /// The record's row as it was before a step; nil where that is not known.
    func rowBefore(_ step: Int) -> Note.RowState {
        log.writes.last { $0.record == record && $0.step < step }?.state ?? .gone
    }

    /// The newest version of the record that was applied, or written, before a step, from 0.
    func newestThere(before step: Int) -> Int? {
        let applied = log.attempts.filter { $0.isApplied && $0.step < step }.compactMap(version)
        let written = writes.filter { $0.step < step }.compactMap(\.statement).compactMap { newest($0.subjects) }
        return (applied + written).max()
    }

    /// What a step has shown of the record's row.
    func close(_ step: Int) -> StepDetail.RowChange? {
        steps.indices.contains(step - 1) ? steps[step - 1].detail.rows.first { $0.record == record } : nil
    }

    /// What upstream did to the record, version by version; nil for what it did before the history.
    private var changes: [Action?] {
        let known = steps.map(\.choice).filter { $0.action.isUpstream && $0.records?.first == record }.map(\.action)
        return known.first == .create ? known : [nil] + known
    }

    /// Whether a version of the record was a deletion, from 0.
    func isDeletion(_ number: Int) -> Bool { changes.indices.contains(number) && changes[number] == .delete }

    /// Whether a statement was run for the newest version that upstream has.
    func isOfNewest(_ statement: RunStatement) -> Bool { newest(statement.subjects) == changes.count - 1 }
}

extension VersionName {
    /// Which version that upstream published it is, from 0.
    var number: Int? { if case .published(let number) = place { number } else { nil } }
}

extension RunStatement {
    /// Where it was written and what for, as in `upsert.sql:3 of B`.
    var name: String { "\(origin) of \(subjects.map(\.description).joined(separator: " "))" }
}
