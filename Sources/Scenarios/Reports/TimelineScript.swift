/// A failure's history as lines of words, one for each choice: what each party did, before any layout.
struct TimelineScript {
    /// One choice.
    struct Line {
        /// The number of the choice, from 1.
        var number: Int
        /// What the API did.
        var upstream = ""
        /// What each worker did, and what came of it.
        var workers: [[Deed]]
        /// What became of the record's delivery.
        var consumer: [String] = []
        /// Committed rows that changed: record and state.
        var rows: [RowState] = []
        /// Whether what upstream did waits for a delivery that is out.
        var isWithheld = false
        /// Whether it belongs to the first phase.
        var isFree = true
        /// What each worker is while somebody else acts.
        var states: [LaneState]

        /// Whether it says nothing.
        var isBlank: Bool {
            upstream.isEmpty && consumer.isEmpty && rows.isEmpty && workers.allSatisfy(\.isEmpty)
        }
    }

    /// Something a worker did or met, in full and in brief; what is empty is left out.
    struct Deed {
        var full: String
        var brief: String

        init(_ full: String, brief: String? = nil) {
            self.full = full
            self.brief = brief ?? full
        }
    }

    /// A committed row that changed: `A′ (10) deleted`, or in brief `A′ deleted`.
    struct RowState {
        var record: String
        var full: String
        var brief: String
    }

    private(set) var lines: [Line] = []
    /// What the lines tell of.
    let steps: [Step]
    private let workers: Int
    /// How many changes of a record there were.
    private var changes: [String: Int] = [:]
    /// What each worker holds: record → version.
    private var held: [[String: String]]
    /// Records that are out and have not expired.
    private var isOut: Set<String> = []
    private var lanes: LaneStates

    init(_ steps: [Step], workers: Int) {
        self.workers = workers
        self.steps = steps
        held = Array(repeating: [:], count: workers)
        lanes = LaneStates(workers: workers)
        for (index, step) in steps.enumerated() { add(step, number: index + 1) }
    }

    private mutating func add(_ step: Step, number: Int) {
        var line = Line(number: number, workers: Array(repeating: [], count: workers), states: lanes.states)
        line.isFree = step.isFree
        lanes.follow(step)
        perform(step.choice, step.detail.subjects, into: &line)
        for note in step.notes { report(note, of: step, into: &line) }
        // Time has passed, and nobody has noticed: a timer of the harness's own, or of a worker that sleeps on.
        if step.choice.action == .clock, line.isBlank { line.consumer.append("clock at \(Phrases.clock(step.time))") }
        lines.append(line)
    }

    private mutating func perform(_ choice: Choice, _ subjects: [String], into line: inout Line) {
        let worker = (choice.worker ?? 0) - 1
        // Several versions of one record may be held at once; which of them is meant the step itself knows.
        let named = (choice.records ?? []).map { name($0, for: worker) }
        let names = (subjects.count == named.count ? subjects : named).joined(separator: " ")
        switch choice.action {
        case .create, .update, .delete, .recreate:
            let record = choice.records?.first ?? "?"
            let version = Self.label(record, changes[record, default: 0])
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
        switch choice.action {
        case .statement:
            let pause = choice.pausesAt.map { ", pausing at row \($0)" } ?? ""
            return Deed("\(call) \(names)\(pause)", brief: "\(call) \(names)")
        // What is received, the consumer's answer tells, with versions.
        case .receive: return Deed("receive")
        case .goOn: return Deed("\(call) \(names) goes on", brief: "goes on")
        case .crash: return Deed("dies")
        case .freeze: return Deed("freezes")
        case .thaw: return Deed("wakes up")
        case .timers: return Deed("its timers fire", brief: "timers fire")
        case .loseRequest: return Deed("\(call) \(names), lost on the way", brief: "\(call) \(names) lost")
        case .loseResponse: return Deed("\(call) \(names), answer lost", brief: "\(call) \(names), no answer")
        case .duplicate: return Deed("\(call) \(names), copied on the way", brief: "\(call) \(names), copied")
        case .lateCopy: return Deed("late copy of \(call) \(names)", brief: "late \(call) \(names)")
        case .disconnectBefore: return Deed("\(call) \(names), cut off before", brief: "\(call) \(names) unsent")
        case .disconnectAfter: return Deed("\(call) \(names), cut off after", brief: "\(call) \(names) sent")
        default: return Deed(names.isEmpty ? choice.action.rawValue : "\(choice.action.rawValue) \(names)")
        }
    }

    private mutating func report(_ note: Note, of step: Step, into line: inout Line) {
        let versions = note.versions.joined(separator: " ")
        let worker = (note.worker ?? 0) - 1
        switch note.kind {
        case .delivered:
            for version in note.versions {
                isOut.insert(Self.record(of: version))
                if held.indices.contains(worker) { held[worker][Self.record(of: version)] = version }
            }
            if line.workers.indices.contains(worker) { line.workers[worker] = [Deed("receive \(versions)")] }
            line.consumer.append("\(versions) → worker \(worker + 1)")
        case .nothingDelivered: line.consumer.append("nothing to deliver")
        case .expired:
            for version in note.versions { isOut.remove(Self.record(of: version)) }
            line.consumer.append("\(versions) expires")
        case .acked, .nacked:
            for version in note.versions { isOut.remove(Self.record(of: version)) }
            let more = note.detail.map { ", \($0)" } ?? ""
            line.consumer.append("\(versions) \(note.kind == .acked ? "acked" : "back at once")\(more)")
        case .ignored: line.consumer.append("\(step.choice.action == .nack ? "nack" : "ack") ignored")
        case .dead: line.consumer.append("\(versions) set aside")
        case .row:
            line.rows.append(Self.state(versions, note.detail ?? ""))
        default:
            if line.workers.indices.contains(worker), let deed = Self.deed(note, versions) {
                line.workers[worker].append(deed)
            }
        }
    }

    private static func deed(_ note: Note, _ versions: String) -> Deed? {
        let detail = note.detail ?? ""
        switch note.kind {
        case .finished: return Deed(detail, brief: detail.hasSuffix(" 0") ? "0 rows" : "")
        case .blocked: return Deed("waits for a lock", brief: "waits")
        case .paused: return Deed("pauses inside", brief: "pauses")
        case .woke: return Deed("goes on")
        case .disconnected: return Deed("connection lost", brief: "cut off")
        case .failed: return Deed("fails: \(detail)", brief: String(detail.prefix { $0 != " " }))
        case .applied: return Deed("applied \(versions)", brief: "✓")
        case .gaveUp: return Deed("gives \(versions) up", brief: "gives up")
        case .missedDeadline: return Deed("past its deadline", brief: "too late")
        case .orphanEnded: return Deed("what it left at the server ends", brief: "its orphan ends")
        default: return nil
        }
    }

    /// `version 10, deleted` of `A′` becomes `A′ (10) deleted`.
    private static func state(_ version: String, _ detail: String) -> RowState {
        let record = record(of: version)
        guard detail.hasPrefix("version ") else { return RowState(record: record, full: detail, brief: detail) }
        let parts = detail.dropFirst("version ".count).split(separator: ",", maxSplits: 1)
        let number = parts.first.map(String.init) ?? ""
        let rest = parts.count > 1 ? String(parts[1]) : ""
        if number == "null" { return RowState(record: record, full: "null\(rest)", brief: "null\(rest)") }
        return RowState(record: record, full: "\(version) (\(number))\(rest)", brief: version + rest)
    }

    private func name(_ record: String, for worker: Int) -> String {
        held.indices.contains(worker) ? held[worker][record] ?? record : record
    }

    /// The record that a version's name begins with.
    static func record(of version: String) -> String {
        String(version.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) })
    }

    /// The n-th version of a record, from 0, in the guide's notation.
    private static func label(_ record: String, _ version: Int) -> String {
        let primes = ["", "\u{2032}", "\u{2033}", "\u{2034}", "\u{2057}"]
        if version < primes.count { return record + primes[version] }
        let digits = Array("\u{2070}\u{00B9}\u{00B2}\u{00B3}\u{2074}\u{2075}\u{2076}\u{2077}\u{2078}\u{2079}")
        let raised = String(String(version).compactMap { $0.wholeNumberValue.map { digits[$0] } })
        return "\(record)\u{207D}\(raised)\u{207E}"
    }
}
