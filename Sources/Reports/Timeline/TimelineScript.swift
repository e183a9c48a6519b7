import FakeSequin
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
    /// Which statements wrote which rows.
    private let log: StatementLog
    /// Whether a change waits for what is out of its record.
    private let withholds: Bool

    /// - Parameter consumer: The name of the consumer.
    init(_ steps: [Step], workers: Int, consumer: String?) {
        withholds = consumer.flatMap(ConsumerKind.init)?.withholdsChanges != false
        self.workers = workers
        self.steps = steps
        log = StatementLog(steps)
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
        for note in step.notes { report(note, of: step, number, into: &line) }
        for news in step.detail.programs { report(news, into: &line) }
        // Time has passed without a visible effect: a timer of the harness's own, or of a worker that sleeps on.
        if step.choice.action == .clock, line.isBlank { line.consumer.append("clock at \(Phrases.clock(step.time))") }
        lines.append(line)
    }

    private mutating func perform(_ choice: Choice, _ subjects: [String], into line: inout TimelineLine) {
        let worker = (choice.worker ?? 0) - 1
        // Several versions of one record may be held at once; which of them is meant the step itself knows.
        let named = (choice.records ?? []).map { name($0, for: worker) }
        let names = (subjects.count == named.count ? subjects : named).joined(separator: " ")
        guard let account = choice.action.account else { return }
        // What a receive is about, only its answer tells.
        let deed = account.deed(.init(call: choice.call ?? "call", names: names, pausesAtRow: choice.pausesAtRow))
        if account.path == .upstream {
            let record = choice.records?.first ?? "?"
            let version = VersionName(record, changes[record, default: 0])
            changes[record, default: 0] += 1
            line.upstream = "\(deed.full) \(version)"
            line.isWithheld = withholds && isOut.contains(record)
            line.consumer.append("\(version) \(line.isWithheld ? "withheld" : "ready")")
        } else if line.workers.indices.contains(worker) {
            line.workers[worker].append(deed)
        } else if !deed.full.isEmpty {
            line.consumer.append(deed.full)
        }
    }

    private mutating func report(_ note: Note, of step: Step, _ number: Int, into line: inout TimelineLine) {
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
        case .fetched:
            let what = versions.isEmpty ? "\(step.choice.records?.first ?? "a record"), gone" : versions
            if line.workers.indices.contains(worker) { line.workers[worker] = [Deed("fetch \(what)")] }
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
                line.rows.append(RowWords(version, state, by: writer(of: version.record, in: step, number)))
            }
        case .finished, .blocked, .paused, .slept, .woke, .disconnected, .failed, .applied, .gaveUp, .missedDeadline,
            .orphanEnded, .crashed, .serverKilled, .timer:
            if line.workers.indices.contains(worker), let deed = Self.deed(note, versions) {
                line.workers[worker].append(deed)
            }
        }
    }

    /// What a program met besides its requests stands in its lane, what it wrote below the line.
    private func report(_ news: StepDetail.ProgramNews, into line: inout TimelineLine) {
        guard line.workers.indices.contains(news.worker - 1) else { return }
        for refusal in news.refusals {
            line.workers[news.worker - 1].append(
                Deed("is refused what it asks", brief: "refused"))
            line.remarks.append("worker \(news.worker): \(refusal)")
        }
        if let ending = news.ending { line.workers[news.worker - 1].append(Deed(ending)) }
        // A program that writes what the server said says no more than its lane.
        let said = line.workers[news.worker - 1].compactMap(\.remark)
        let words = ProgramWords(news.output.filter { written in !said.contains { $0.hasSuffix(written) } })
        let isTrouble = news.ending != nil || !news.refusals.isEmpty || !said.isEmpty
        line.remarks += words.last(isTrouble ? 3 : 1).map { "worker \(news.worker) wrote: \($0)" }
    }

    /// The statement that changed a record's row in a step, where the line does not tell: it was run for another record,
    /// or it removed the row and was committed by another statement.
    private func writer(of record: String, in step: Step, _ number: Int) -> String? {
        guard let write = log.writes.last(where: { $0.step == number && $0.record == record }),
            let statement = write.onlyStatement
        else { return nil }
        let isOwn = statement.records.contains(record)
        guard !isOwn || (!write.state.isThere && statement.ended != number) else { return nil }
        return isOwn
            ? statement.origin : "\(statement.origin) \(statement.subjects.map(\.description).joined(separator: " "))"
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
        case .slept: return Deed("sleeps", brief: "sleeps")
        case .woke: return Deed("goes on")
        case .disconnected: return Deed("connection lost", brief: "cut off")
        case .failed:
            guard case .failure(let failure) = note.detail else { return Deed("fails") }
            return Deed("fails: \(failure)", brief: failure.sqlState ?? "fails", remark: "\(failure)")
        case .applied: return Deed("applied \(versions)", brief: "✓")
        case .gaveUp: return Deed("gives \(versions) up", brief: "gives up")
        case .missedDeadline: return Deed("past its deadline", brief: "too late")
        case .timer: return Deed("its timer fires", brief: "timer")
        case .orphanEnded: return Deed("what it left at the server ends", brief: "its orphan ends")
        // The choice says it already, or it is no worker's.
        case .crashed, .serverKilled, .delivered, .fetched, .expired, .acked, .nacked, .ignored, .dead, .row: return nil
        }
    }

    private func name(_ record: String, for worker: Int) -> String {
        held.indices.contains(worker) ? held[worker][record] ?? record : record
    }
}
