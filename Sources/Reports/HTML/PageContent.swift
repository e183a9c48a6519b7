import Scenarios

/// What the page's template shows. Properties are stored, and no name means two things at two levels: templates look
/// names up from the inside out.
struct PageContent {
    let title: String
    let mark: String
    let verdict: String
    let totals: String
    let circumstances: String
    let incomplete: String?
    /// What a budget was too short for.
    let shortfall: String?
    let tool = Tool.version
    let css: String
    let script: String
    let matrix: MatrixContent?
    let failures: [FailureContent]
    let hasFailures: Bool
    /// Violations that do not count, since they are expected or accepted.
    let expected: [FailureContent]
    let hasExpected: Bool
    let openCells: [OpenCell]
    let hasOpenCells: Bool
    /// The heading over them.
    let openHeading: String
    let statistics: StatisticsContent?

    /// An inconclusive or skipped cell, and why.
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
        shortfall = summary.shortfall.map { "\($0.sentence.capitalizedFirst)." }
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
        openHeading = summary.openHeading
        statistics = cells.isEmpty ? nil : StatisticsContent(cells)
    }
}
