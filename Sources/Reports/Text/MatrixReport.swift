public import Scenarios

/// What `matrix` prints: strategies × scenarios, then whatever is not as expected, totals last.
public struct MatrixReport: Sendable {
    private let judgements: [Judgement]
    private let style: TextStyle

    /// Creates a report.
    public init(_ judgements: [Judgement], style: TextStyle) {
        self.judgements = judgements
        self.style = style
    }

    /// The table and its legend.
    public func table() -> String {
        var strategies: [String] = []
        var scenarios: [String] = []
        // Layouts are tried one after the other, and ask for every cell several times.
        var found: [String: Judgement] = [:]
        for judgement in judgements {
            let (strategy, scenario) = (judgement.result.strategy, judgement.result.column)
            if !strategies.contains(strategy) { strategies.append(strategy) }
            if !scenarios.contains(scenario) { scenarios.append(scenario) }
            let cell = "\(strategy)\u{0}\(scenario)"
            if found[cell] == nil { found[cell] = judgement }
        }
        let find = { (strategy: String, scenario: String) in found["\(strategy)\u{0}\(scenario)"] }
        let upright = MatrixGrid(rows: strategies, columns: scenarios, style: style) { find($0, $1) }
        let turned = MatrixGrid(rows: scenarios, columns: strategies, style: style) { find($1, $0) }
        let drawn = upright.wide() ?? turned.wide() ?? upright.narrow() ?? turned.narrow() ?? upright.list()
        return (drawn + ["", legend(hasLetters: upright.wide() == nil && turned.wide() == nil)])
            .joined(separator: "\n") + "\n"
    }

    private func legend(hasLetters: Bool) -> String {
        var parts: [String] = []
        let verdicts = judgements.map(\.result.verdict)
        if verdicts.contains(where: \.holds) { parts.append("\(MatrixGrid.holds(style)) holds") }
        if verdicts.contains(.violated) {
            let found = Property.all.filter { property in judgements.contains { $0.result.property == property } }
            let names = hasLetters ? ": " + found.map { "\($0.letter) \($0.rawValue)" }.joined(separator: ", ") : ""
            parts.append("\(MatrixGrid.fails(style)) violated\(names)")
        }
        if verdicts.contains(.inconclusive) { parts.append("? inconclusive") }
        if verdicts.contains(.skipped) { parts.append("\(style.words("–")) skipped") }
        if judgements.contains(where: { $0.complaint != nil }) { parts.append("! not as expected") }
        return style.ink(.faint, style.wrap(parts.joined(separator: " · "), label: ""))
    }

    /// Every cell that is inconclusive or not as expected, with its reason; the worst last, where one looks first.
    public func remarks(path: (CellResult) -> String?) -> String {
        var open: [String] = []
        var surprises: [String] = []
        for judgement in judgements {
            let result = judgement.result
            let name = style.words("\(result.strategy) · \(result.column)")
            if case .differs(let how)? = judgement.complaint {
                surprises.append(style.ink(.bad, "! \(name)") + ": \(style.words(how))")
                if let because = result.because { surprises.append(style.wrap(because, label: "  because ")) }
                if let path = path(result) { surprises.append("  replay  converge replay \(Phrases.shell(path))") }
            } else if result.verdict == .inconclusive {
                open.append(style.ink(.doubtful, "? \(name)") + ": inconclusive")
                open.append(style.wrap(result.because ?? "no reason is known", label: "  "))
                if result.counterexample != nil, let path = path(result) {
                    open.append("  replay  converge replay \(Phrases.shell(path))")
                }
            }
        }
        let lines = open + surprises
        return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
    }

    /// The last line; above it which cells took longest, where there are many, and what a budget was too short for.
    public func totals(
        settings: VerificationSettings, postgres: String, seconds: Double, shortfall: BudgetShortfall? = nil
    ) -> String {
        let surprises = judgements.count { $0.complaint != nil }
        let open = judgements.count { $0.result.verdict == .inconclusive }
        let skipped = judgements.count { $0.result.verdict == .skipped }
        var parts = [judgements.count.counted("cell")]
        if surprises > 0 { parts.append(style.ink(.bad, "\(surprises) not as expected")) }
        if open > 0 { parts.append(style.ink(.doubtful, "\(open) inconclusive")) }
        if skipped > 0 { parts.append("\(skipped) skipped") }
        if surprises + open == 0 { parts.append(style.ink(.good, "all as expected")) }
        return VerifyReport.notes(judgements, shortfall, style: style) + parts.joined(separator: ", ")
            + style.ink(.faint, style.words(" · \(VerifyReport.circumstances(settings, postgres, seconds))"))
    }
}
