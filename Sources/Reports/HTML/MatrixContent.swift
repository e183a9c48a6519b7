import Scenarios

/// Strategies × scenarios.
struct MatrixContent {
    let columns: [String]
    let matrixRows: [Row]

    struct Row {
        let scenario: String
        let cells: [Cell]
    }

    struct Cell {
        /// Where more is said; nil for a cell that needs no more words.
        let href: String?
        let symbol: String
        let words: String
        let kind: String
    }

    init(_ cells: [PageCell]) {
        var strategies: [String] = []
        var scenarios: [String] = []
        var found: [String: PageCell] = [:]
        for cell in cells {
            let (strategy, scenario) = (cell.account.strategy, cell.account.result.column)
            if !strategies.contains(strategy) { strategies.append(strategy) }
            if !scenarios.contains(scenario) { scenarios.append(scenario) }
            found["\(strategy)\u{0}\(scenario)"] = cell
        }
        columns = strategies
        matrixRows = scenarios.map { scenario in
            Row(
                scenario: scenario,
                cells: strategies.map { strategy in
                    found["\(strategy)\u{0}\(scenario)"].map(Self.cell)
                        ?? Cell(href: nil, symbol: "", words: "not run", kind: "neutral")
                })
        }
    }

    private static func cell(_ cell: PageCell) -> Cell {
        let account = cell.account
        let result = account.result
        let words =
            switch result.verdict {
            case .exhausted, .sampled: "holds"
            case .violated: result.property?.word ?? "violated"
            case .inconclusive: "inconclusive"
            case .skipped: "skipped"
            }
        let hasMore = account.outcome == .failed || [.violated, .inconclusive, .skipped].contains(result.verdict)
        let kind =
            switch account.outcome {
            case .failed: "bad"
            case .inconclusive: "doubt"
            case .passed where result.verdict.holds: "good"
            case .passed, .skipped: "neutral"
            }
        return Cell(
            href: hasMore ? "#\(cell.anchor)" : nil, symbol: account.mark + (account.outcome == .failed ? "!" : ""),
            words: words, kind: kind)
    }
}
