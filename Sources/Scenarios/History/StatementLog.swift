/// What a history tells of statements: which were run, for which deliveries, and which of them wrote the rows.
package struct StatementLog: Sendable {
    /// The statements, in the order in which they were sent.
    private(set) var statements: [RunStatement] = []
    /// Each time that a script was run over deliveries, in the order in which they ended.
    private(set) var attempts: [Attempt] = []
    /// The changes of committed rows.
    package private(set) var writes: [RowWrite] = []

    /// A script's run over deliveries, until it was through with them or gave them up.
    struct Attempt: Sendable {
        var worker: Int
        var versions: [VersionName]
        /// The step in which it ended, from 1.
        var step: Int
        /// Why the deliveries were given up; nil where they were applied.
        var failure: Note.Failure?
        var isApplied: Bool
        var statements: [RunStatement]
    }

    /// A change of a record's committed row.
    package struct RowWrite: Sendable {
        /// The step after which it was seen, from 1.
        package var step: Int
        /// The record's name.
        package var record: String
        /// The row since.
        package var state: Note.RowState
        /// Where the row is at one that upstream published, that version.
        var version: VersionName
        /// The statements that may have made it: those that were committed with this step and name the table, if any does.
        package var candidates: [RunStatement]

        /// The statement that made it: the last of those that may have.
        var statement: RunStatement? { candidates.last }

        /// The statement that made it, if it can only be one.
        package var onlyStatement: RunStatement? { candidates.count == 1 ? candidates[0] : nil }
    }

    /// What is under way of a worker.
    private struct Course {
        /// The statement that is at the server, by its place among the statements.
        var current: Int?
        /// Those of the open transaction.
        var open: [Int] = []
        var isInTransaction = false
        /// Those since the last delivery was done with.
        var attempt: [Int] = []
    }

    private var courses: [Int: Course] = [:]

    /// Reads a history.
    package init(_ steps: [Step]) {
        for (index, step) in steps.enumerated() { read(step, number: index + 1) }
    }

    private mutating func read(_ step: Step, number: Int) {
        send(step, number)
        var committed: [Int] = []
        for note in step.notes {
            guard note.kind != .row else { continue }
            guard let worker = note.worker else { continue }
            switch note.kind {
            case .blocked, .paused: if let current = courses[worker]?.current { statements[current].waited = true }
            case .finished: committed += end(worker, note, number)
            case .failed: fail(worker, note, number)
            case .applied, .gaveUp, .missedDeadline: close(worker, note, number)
            case .crashed, .disconnected: courses[worker] = Course()
            default: break
            }
        }
        for index in committed { statements[index].committed = number }
        for note in step.notes {
            guard case .row(let state) = note.detail, let version = note.versions.first else { continue }
            let table = step.detail.rows.first { $0.record == version.record }?.table
            add(version, state, in: table, committed, number)
        }
    }

    private mutating func send(_ step: Step, _ number: Int) {
        let choice = step.choice
        guard let worker = choice.worker, let sql = step.detail.sql else { return }
        if choice.action == .goOn {
            if let current = courses[worker]?.current { statements[current].waited = true }
            return
        }
        statements.append(
            RunStatement(
                worker: worker, sent: number, origin: sql.origin, text: sql.text, parameters: sql.parameters,
                subjects: step.detail.subjects))
        courses[worker, default: Course()].current = statements.count - 1
        courses[worker, default: Course()].attempt.append(statements.count - 1)
    }

    /// - Returns: The statements that are committed with it.
    private mutating func end(_ worker: Int, _ note: Note, _ number: Int) -> [Int] {
        guard var course = courses[worker], let current = course.current, case .tag(let tag) = note.detail else {
            return []
        }
        defer { courses[worker] = course }
        statements[current].tag = tag
        statements[current].ended = number
        course.current = nil
        switch tag {
        case "BEGIN", "START TRANSACTION": course.isInTransaction = true
        case "COMMIT":
            defer { (course.open, course.isInTransaction) = ([], false) }
            return course.open
        case "ROLLBACK" where !statements[current].text.lowercased().contains(" to "):
            (course.open, course.isInTransaction) = ([], false)
        default:
            if !course.isInTransaction { return [current] }
            course.open.append(current)
        }
        return []
    }

    private mutating func fail(_ worker: Int, _ note: Note, _ number: Int) {
        guard let current = courses[worker]?.current, case .failure(let failure) = note.detail else { return }
        statements[current].failure = failure
        statements[current].ended = number
        courses[worker]?.current = nil
    }

    private mutating func close(_ worker: Int, _ note: Note, _ number: Int) {
        var failure: Note.Failure?
        if case .failure(let known) = note.detail { failure = known }
        attempts.append(
            Attempt(
                worker: worker, versions: note.versions, step: number, failure: failure,
                isApplied: note.kind == .applied, statements: (courses[worker]?.attempt ?? []).map { statements[$0] }))
        courses[worker]?.attempt = []
    }

    private mutating func add(
        _ version: VersionName, _ state: Note.RowState, in table: String?, _ committed: [Int], _ number: Int
    ) {
        var writers = committed.map { statements[$0] }.filter(\.mayHaveWritten)
        let naming = writers.filter { statement in table.map(statement.names) == true }
        if !naming.isEmpty { writers = naming }
        let removers = state.isThere ? [] : writers.filter(\.mayHaveRemoved)
        writes.append(
            RowWrite(
                step: number, record: version.record, state: state, version: version,
                candidates: removers.isEmpty ? writers : removers))
    }
}
