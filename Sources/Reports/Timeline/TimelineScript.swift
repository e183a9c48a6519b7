import Scenarios

/// A failure's history as lines of words, one for each choice: what each party did, before any layout.
struct TimelineScript {
    /// The lines, one for each step.
    private(set) var lines: [TimelineLine] = []
    /// What the lines tell of.
    let steps: [Step]
    private let workers: Int
    /// How many changes of a record there were.
    private var changes: [String: Int] = [:]
    /// What each worker holds: record → version.
    private var held: [[String: String]]
    /// Records that are out and have not expired.
    private var isOut: Set<String> = []
    private var workerStates: WorkerStates

    init(_ steps: [Step], workers: Int) {
        self.workers = workers
        self.steps = steps
        held = Array(repeating: [:], count: workers)
        workerStates = WorkerStates(workers: workers)
        for (index, step) in steps.enumerated() { add(step, number: index + 1) }
    }

    private mutating func add(_ step: Step, number: Int) {
        var line = TimelineLine(
            number: number, workers: Array(repeating: [], count: workers), states: workerStates.current)
        line.isFree = step.isFree
        workerStates.follow(step)
        perform(step.choice, step.detail.subjects.map(\.description), into: &line)
        for note in step.notes { report(note, of: step, into: &line) }
        // Time has passed without a visible effect: a timer of the harness's own, or of a worker that sleeps on.
        if step.choice.action == .clock, line.isBlank { line.consumer.append("clock at \(Phrases.clock(step.time))") }
        lines.append(line)
    }

    private mutating func perform(_ choice: Choice, _ subjects: [String], into line: inout TimelineLine) {
        let worker = (choice.worker ?? 0) - 1
        // Several versions of one record may be held at once; which of them is meant the step itself knows.
        let named = (choice.records ?? []).map { name($0, for: worker) }
        let names = (subjects.count == named.count ? subjects : named).joined(separator: " ")
        switch choice.action {
        case .create, .update, .delete, .recreate:
            let record = choice.records?.first ?? "?"
            let version = VersionName(record, changes[record, default: 0])
            changes[record, default: 0] += 1
            line.upstream = "\(choice.action == .recreate ? "re-create" : choice.action.rawValue) \(version)"
            line.isWithheld = isOut.contains(record)
            line.consumer.append("\(version) \(line.isWithheld ? "withheld" : "ready")")
        case .clock: break
        case .killServer: line.consumer.append("Postgres is killed")
        default:
            if line.workers.indices.contains(worker) { line.workers[worker].append(Self.deed(choice, names)) }
        }
    }

    private static func deed(_ choice: Choice, _ names: String) -> Deed {
        let call = choice.call ?? "call"
        // What a receive is about, only its answer tells.
        let what = names.isEmpty ? call : "\(call) \(names)"
        switch choice.action {
        case .statement:
            let pause = choice.pausesAtRow.map { ", pausing at row \($0)" } ?? ""
            return Deed("\(call) \(names)\(pause)", brief: "\(call) \(names)")
        // What is received, the consumer's answer tells, with versions.
        case .receive: return Deed("receive")
        case .goOn:
            let pause = choice.pausesAtRow.map { " to row \($0)" } ?? ""
            return Deed("\(call) \(names) goes on\(pause)", brief: "goes on")
        case .crash: return Deed("dies")
        case .freeze: return Deed("freezes")
        case .thaw: return Deed("wakes up")
        case .timers: return Deed("its timers fire", brief: "timers fire")
        case .loseRequest: return Deed("\(what), lost on the way", brief: "\(what) lost")
        case .loseResponse: return Deed("\(what), answer lost", brief: "\(what), no answer")
        case .duplicate: return Deed("\(what), copied on the way", brief: "\(what), copied")
        case .lateCopy: return Deed("late copy of \(call) \(names)", brief: "late \(call) \(names)")
        case .disconnectBefore: return Deed("\(call) \(names), cut off before", brief: "\(call) \(names) unsent")
        case .disconnectAfter: return Deed("\(call) \(names), cut off after", brief: "\(call) \(names) sent")
        default: return Deed(names.isEmpty ? choice.action.rawValue : "\(choice.action.rawValue) \(names)")
        }
    }

    private mutating func report(_ note: Note, of step: Step, into line: inout TimelineLine) {
        let versions = note.versions.map(\.description).joined(separator: " ")
        let worker = (note.worker ?? 0) - 1
        switch note.kind {
        case .delivered:
            for version in note.versions {
                isOut.insert(version.record)
                if held.indices.contains(worker) { held[worker][version.record] = version.description }
            }
            if line.workers.indices.contains(worker) { line.workers[worker] = [Deed("receive \(versions)")] }
            line.consumer.append("\(versions) → \(note.worker.map { "worker \($0)" } ?? "lost")")
        case .expired:
            for version in note.versions { isOut.remove(version.record) }
            line.consumer.append("\(versions) expires")
        case .acked, .nacked:
            for version in note.versions { isOut.remove(version.record) }
            var more = ""
            if case .removed(let newer) = note.detail {
                more = ", removes \(newer.map(\.description).joined(separator: " "))"
            }
            line.consumer.append("\(versions) \(note.kind == .acked ? "acked" : "back at once")\(more)")
        case .ignored: line.consumer.append("\(step.choice.action == .nack ? "nack" : "ack") ignored")
        case .dead: line.consumer.append("\(versions) set aside")
        case .row:
            if let version = note.versions.first, case .row(let state) = note.detail {
                line.rows.append(RowWords(version, state))
            }
        default:
            if line.workers.indices.contains(worker), let deed = Self.deed(note, versions) {
                line.workers[worker].append(deed)
            }
        }
    }

    private static func deed(_ note: Note, _ versions: String) -> Deed? {
        switch note.kind {
        case .finished:
            guard case .tag(let tag) = note.detail else { return Deed("") }
            return Deed(tag, brief: tag.hasSuffix(" 0") ? "0 rows" : "")
        case .blocked: return Deed("waits for a lock", brief: "waits")
        case .paused:
            guard case .pausedAt(let row) = note.detail else { return Deed("pauses inside", brief: "pauses") }
            return Deed("pauses inside, at \(row)", brief: "pauses")
        case .woke: return Deed("goes on")
        case .disconnected: return Deed("connection lost", brief: "cut off")
        case .failed:
            guard case .failure(let failure) = note.detail else { return Deed("fails") }
            return Deed("fails: \(failure)", brief: failure.sqlState ?? "fails")
        case .applied: return Deed("applied \(versions)", brief: "✓")
        case .gaveUp: return Deed("gives \(versions) up", brief: "gives up")
        case .missedDeadline: return Deed("past its deadline", brief: "too late")
        case .orphanEnded: return Deed("what it left at the server ends", brief: "its orphan ends")
        default: return nil
        }
    }

    private func name(_ record: String, for worker: Int) -> String {
        held.indices.contains(worker) ? held[worker][record] ?? record : record
    }
}
