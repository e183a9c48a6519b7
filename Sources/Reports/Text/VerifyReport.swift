import FakeSequin
public import Scenarios

/// What `verify` prints: a line for each cell as it is finished, the failures below, totals last.
public struct VerifyReport: Sendable {
    private let style: TextStyle
    private let nameWidth: Int
    private let scenarioWidth: Int

    /// Creates a report about these strategies and scenarios.
    public init(strategies: [String], scenarios: [String], style: TextStyle) {
        self.style = style
        nameWidth = strategies.map { style.words($0).count }.max() ?? 0
        scenarioWidth = scenarios.map(\.count).max() ?? 0
    }

    /// A cell's line, with the reason below where it is no pass.
    public func line(_ judgement: Judgement) -> String {
        let result = judgement.result
        let name = style.words(result.strategy).padded(to: nameWidth)
        let start = "\(mark(judgement)) \(name)  \(result.scenario.padded(to: scenarioWidth))  "
        let indent = String(repeating: " ", count: 2)
        switch result.verdict {
        case .exhausted, .sampled:
            var line = facts(result, after: start)
            if case .stale(let text)? = judgement.complaint {
                line += "\n" + style.wrap(text, label: indent + "stale: ")
            }
            if let missing = result.notChecked, !missing.isEmpty {
                let names = missing.map(\.rawValue).joined(separator: ", ")
                line += "\n" + style.wrap("\(names), for want of a version column", label: indent + "not checked: ")
            }
            return line
        case .violated:
            let property = result.property?.rawValue ?? "a property"
            let line = start + "violates \(property)"
            guard let reason = result.accepted else { return line }
            return line + "\n" + style.wrap(reason, label: indent + "accepted: ")
        case .inconclusive, .skipped:
            return start + result.verdict.rawValue + "\n"
                + style.wrap(result.because ?? "no reason is known", label: indent)
        }
    }

    private func mark(_ judgement: Judgement) -> String {
        switch judgement.result.verdict {
        case .exhausted, .sampled:
            judgement.complaint == nil ? style.ink(.good, style.isUnicode ? "✓" : "ok  ") : style.ink(.bad, "!")
        case .violated:
            judgement.complaint == nil
                ? (style.isUnicode ? "✗" : "fail") : style.ink(.bad, style.isUnicode ? "✗" : "FAIL")
        case .inconclusive: style.ink(.doubtful, style.isUnicode ? "?" : "?   ")
        case .skipped: style.isUnicode ? "–" : "-   "
        }
    }

    /// Bounds come last: where there is no room for them, a claim about every interleaving still needs them.
    private func facts(_ result: CellResult, after start: String) -> String {
        let hazards = style.words(Phrases.explored(result))
        let bounds = Phrases.bounds(result.bounds)
        // The mark takes one place, whatever its colour.
        let used = (style.isUnicode ? 1 : 4) + nameWidth + scenarioWidth + 5 + hazards.count
        let more = result.probability.map { "each finds a bug of that depth with p ≥ \(Phrases.percent($0))" }
        let isShort = used + 3 + bounds.count <= style.width
        var line = start + hazards
        if isShort { line += style.words(" · \(bounds)") }
        let below = [more, isShort || result.verdict == .sampled ? nil : "within \(bounds)"].compactMap { $0 }
        for text in below { line += "\n" + style.wrap(text, label: "  ") }
        return line
    }

    /// The last line; above it which cells took longest, where there are many, and what a budget was too short for.
    public static func totals(
        _ judgements: [Judgement], settings: VerificationSettings, postgres: String, seconds: Double,
        shortfall: BudgetShortfall? = nil, style: TextStyle
    ) -> String {
        var parts: [String] = []
        func add(_ word: String, _ ink: Ink?, _ isCounted: (Judgement) -> Bool) {
            let count = judgements.count(where: isCounted)
            if count > 0 { parts.append(ink.map { style.ink($0, "\(count) \(word)") } ?? "\(count) \(word)") }
        }
        let isOne = judgements.count { $0.result.verdict.holds } == 1
        add(isOne ? "holds" : "hold", .good) { $0.result.verdict.holds }
        add("violated", .bad) { $0.complaint == .violated }
        add("violated, accepted", nil) { $0.result.verdict == .violated && $0.result.accepted != nil }
        add("stale", .bad) { if case .stale? = $0.complaint { true } else { false } }
        add("inconclusive", .doubtful) { $0.result.verdict == .inconclusive }
        add("skipped", nil) { $0.result.verdict == .skipped }
        return notes(judgements, shortfall, style: style) + parts.joined(separator: ", ")
            + style.ink(.faint, style.words(" · \(circumstances(settings, postgres, seconds))"))
    }

    /// What stands above the last line.
    static func notes(_ judgements: [Judgement], _ shortfall: BudgetShortfall?, style: TextStyle) -> String {
        let budget = shortfall.map { style.ink(.doubtful, style.wrap($0.sentence, label: "budget  ")) + "\n" } ?? ""
        return slowest(judgements, style: style) + budget
    }

    /// How many cells it takes for the slowest to be worth a line.
    private static let many = 10

    /// The cells that took longest, in a line of their own; nothing where there are few.
    static func slowest(_ judgements: [Judgement], style: TextStyle) -> String {
        guard judgements.count >= many else { return "" }
        let slowest = judgements.map(\.result).enumerated()
            .sorted { ($1.element.seconds, $0.offset) < ($0.element.seconds, $1.offset) }.prefix(3)
        let cells = slowest.map { _, result in
            // A number and its unit stay together in any case.
            "\(result.strategy) · \(result.scenario) "
                + Phrases.seconds(result.seconds).replacing(" ", with: "\u{00A0}")
        }
        var plain = style
        plain.hasColor = false
        let lines = plain.wrap(items: cells, label: "slowest  ").split(separator: "\n")
        return lines.map { style.ink(.faint, String($0)) + "\n" }.joined()
    }

    static func circumstances(_ settings: VerificationSettings, _ postgres: String, _ seconds: Double) -> String {
        [
            "seed \(settings.seed)", settings.explorer.rawValue, settings.consumer.rawValue, "Postgres \(postgres)",
            Phrases.seconds(seconds),
        ].joined(separator: " · ")
    }
}
