/// What the page's template shows. Properties are stored, and no name means two things at two levels: templates look
/// names up from the inside out.
struct PageContent {
    let title: String
    let mark: String
    let verdict: String
    let totals: String
    let circumstances: String
    let incomplete: String?
    let tool = Tool.version
    let css: String
    let script: String
    let matrix: MatrixContent?
    let failures: [FailureContent]
    let hasFailures: Bool
    /// Violations that do not count, since somebody expects or accepts them.
    let expected: [FailureContent]
    let hasExpected: Bool
    let openCells: [OpenCell]
    let hasOpenCells: Bool
    let statistics: StatisticsContent?

    /// A cell that says nothing, and why.
    struct OpenCell {
        let anchor: String
        let name: String
        let headline: String
        let reason: String
    }

    init(_ summary: RunSummary, cells: [PageCell], failures: [FailureContent], css: String, script: String) {
        title = "converge \(summary.command)"
        let outcomes = cells.map(\.account.outcome)
        if outcomes.contains(.failed) {
            (mark, verdict) = ("✗", "failed")
        } else if outcomes.contains(.inconclusive) || cells.isEmpty {
            (mark, verdict) = ("?", "inconclusive")
        } else {
            (mark, verdict) = ("✓", "passed")
        }
        totals = summary.totals
        circumstances = summary.circumstances
        incomplete =
            summary.isIncomplete
            ? "The run was interrupted: \(summary.judgements.count) of \(summary.planned) cells are finished." : nil
        self.css = css
        self.script = script
        matrix = cells.isEmpty ? nil : MatrixContent(cells)
        self.failures = failures.filter(\.isSurprise)
        expected = failures.filter { !$0.isSurprise }
        hasFailures = !self.failures.isEmpty
        hasExpected = !expected.isEmpty
        openCells = cells.filter { [.inconclusive, .skipped].contains($0.account.outcome) }.map { cell in
            OpenCell(
                anchor: cell.anchor, name: cell.account.name, headline: cell.account.headline,
                reason: cell.account.because ?? "no reason is known")
        }
        hasOpenCells = !openCells.isEmpty
        statistics = cells.isEmpty ? nil : StatisticsContent(cells)
    }
}

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

/// How far each cell was explored.
struct StatisticsContent {
    let statisticsRows: [Row]
    let sums: [String]

    struct Row {
        let strategy: String
        let scenario: String
        let verdictWord: String
        let numbers: [String]
        let bounds: String
    }

    init(_ cells: [PageCell]) {
        statisticsRows = cells.map { cell in
            let result = cell.account.result
            return Row(
                strategy: cell.account.strategy, scenario: result.scenario, verdictWord: result.verdict.rawValue,
                numbers: [
                    "\(result.schedules)", "\(result.pruned)", "\(result.hazards)",
                    result.firstViolationAt.map { "\($0)" } ?? "", "\(result.statements)",
                    Phrases.seconds(result.seconds),
                ], bounds: Phrases.bounds(result.bounds))
        }
        let results = cells.map(\.account.result)
        func sum(_ path: KeyPath<CellResult, Int>) -> String { "\(results.reduce(0) { $0 + $1[keyPath: path] })" }
        sums = [
            sum(\.schedules), sum(\.pruned), sum(\.hazards), "", sum(\.statements),
            Phrases.seconds(results.reduce(0) { $0 + $1.seconds }),
        ]
    }
}
