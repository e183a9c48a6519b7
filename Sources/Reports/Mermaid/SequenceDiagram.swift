public import Scenarios

/// A failure's history as a Mermaid sequence diagram: upstream, consumer, workers, Postgres.
struct SequenceDiagram {
    private let steps: [Step]
    private let script: TimelineScript
    private let mark: HistoryMark
    private let workers: Int

    init(_ steps: [Step], mark: HistoryMark, workers: Int) {
        self.steps = steps
        self.mark = mark
        self.workers = workers
        script = TimelineScript(steps, workers: workers, consumer: mark.consumer)
    }

    /// The diagram, a line each.
    func lines() -> [String] {
        let busy = (0..<workers).filter { worker in script.lines.contains { !$0.workers[worker].isEmpty } }
        var lines = ["sequenceDiagram", "    participant U as upstream", "    participant C as consumer"]
        lines += busy.map { "    participant W\($0 + 1) as worker \($0 + 1)" }
        lines.append("    participant P as Postgres")
        for part in HistoryExcerpt(script.lines.map(\.isFree)).parts {
            switch part {
            case .steps(let range): for index in range { lines += step(index) }
            case .leftOut(let count): lines.append(note(over: "U,P", "\(count.counted("step")) left out"))
            case .fairPhase: lines.append(note(over: "U,P", Phrases.fairPhase))
            }
        }
        return lines
    }

    private func step(_ index: Int) -> [String] {
        let line = script.lines[index]
        let messages = messages(steps[index], line)
        guard line.number == mark.step else { return messages }
        // Neither light nor dark: it must be seen on both.
        let why = note(over: "U,P", "\(mark.isViolation ? "✗" : "?") \(mark.title), because \(mark.because)")
        return ["    rect rgba(220, 60, 60, 0.18)"] + (messages + [why]).map { "    \($0)" } + ["    end"]
    }

    private func messages(_ step: Step, _ line: TimelineLine) -> [String] {
        var lines: [String] = []
        let number = line.number
        if !line.upstream.isEmpty {
            let state = line.isWithheld ? ", withheld" : ""
            lines.append("    U->>C: \(number) \(Self.escaped(line.upstream + state))")
        }
        let order = (step.choice.worker.map { [$0 - 1] } ?? []) + line.workers.indices
        var seen = Set<Int>()
        for worker in order where line.workers.indices.contains(worker) && seen.insert(worker).inserted {
            guard !line.workers[worker].isEmpty else { continue }
            let arrow = worker + 1 == step.choice.worker ? Self.arrow(step.choice, worker: worker + 1) : nil
            lines += deeds(line.workers[worker], of: worker + 1, arrow: arrow, number: number)
        }
        if line.upstream.isEmpty, !Self.isTold(step.choice), !line.consumer.isEmpty {
            lines.append(note(over: "C", "\(number) \(line.consumer.joined(separator: ", "))"))
        } else if Self.settles(step.choice), !line.consumer.isEmpty {
            lines.append(note(over: "C", line.consumer.joined(separator: ", ")))
        }
        let rows = line.rows.map { "row \($0.sentence)" }
        if !rows.isEmpty { lines.append(note(over: "P", rows.joined(separator: ", "))) }
        return lines
    }

    /// What a worker did goes along its arrow; what came of it otherwise stands beside its lane.
    private func deeds(_ deeds: [Deed], of worker: Int, arrow: String?, number: Int) -> [String] {
        let words = deeds.map(\.full).filter { !$0.isEmpty }
        guard let arrow, let first = words.first else {
            return [note(over: "W\(worker)", "\(number) \(words.joined(separator: ", "))")]
        }
        let rest = words.dropFirst()
        return ["    \(arrow): \(number) \(Self.escaped(first))"]
            + (rest.isEmpty ? [] : [note(over: "W\(worker)", rest.joined(separator: ", "))])
    }

    private func note(over participants: String, _ text: String) -> String {
        "    Note over \(participants): \(Self.escaped(text))"
    }

    /// From whom to whom a choice leads; nil if it stays with its worker.
    private static func arrow(_ choice: Choice, worker: Int) -> String? {
        switch choice.action.account?.path {
        case .delivery: "C->>W\(worker)"
        case .request: "W\(worker)->>C"
        case .lateRequest: "W\(worker)-)C"
        case .lostRequest: "W\(worker)-xC"
        case .lostResponse: choice.call == "receive" ? "C-xW\(worker)" : "W\(worker)->>C"
        case .statement, .unansweredStatement: "W\(worker)->>P"
        case .unsentStatement: "W\(worker)-xP"
        case .upstream, .worker, .server, .clock, nil: nil
        }
    }

    /// Whether a choice's arrow already says what the consumer does.
    private static func isTold(_ choice: Choice) -> Bool {
        choice.action.account?.path == .delivery || settles(choice)
    }

    private static func settles(_ choice: Choice) -> Bool { choice.action.account?.path.settles == true }

    /// Text that neither ends a statement nor begins a comment, a directive or markup.
    static func escaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in TextStyle().words(text).unicodeScalars {
            switch scalar {
            case "#", ";", "%", "<", ">", "&", "{", "}", "\"", "`", "\\", "$":
                escaped += "#\(scalar.value);".unicodeScalars
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}

extension FailureReport {
    /// The failure as a Mermaid sequence diagram, a line each.
    public var sequenceDiagram: [String] {
        SequenceDiagram(steps, mark: file.mark, workers: file.bounds.workers).lines()
    }
}
