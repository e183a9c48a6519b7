public import Foundation
import Scenarios

/// The report of `--markdown`, and the job summary of GitHub Actions.
public struct MarkdownReport: RunReport {
    private let summary: RunSummary
    private let accounts: [CellAccount]

    /// Creates a report.
    public init(_ summary: RunSummary) {
        self.summary = summary
        accounts = summary.accounts
    }

    /// The report's text in UTF-8.
    public func encoded() -> Data { Data(text().utf8) }

    /// The report's text.
    ///
    /// - Parameter limit: How many bytes of UTF-8 it may have; then timelines and diagrams are left out first, failures
    ///   next, and it says so. A report without failures is taken to fit.
    public func text(limit: Int = .max) -> String {
        var text = head + matrix + openCells
        let statistics = self.statistics
        let failed = accounts.filter { $0.outcome == .failed }
        let failures = failed + accounts.filter { $0.outcome == .inconclusive && $0.judgement.failure != nil }
        if !failures.isEmpty { text += failed.isEmpty ? "\n## Schedules without a verdict\n" : "\n## Failures\n" }
        // What says that something was left out needs room too.
        var left = limit - text.utf8.count - 200
        var parts: [String] = []
        for account in failures {
            let brief = failure(account, isBrief: true)
            guard brief.utf8.count <= left else { break }
            parts.append(brief)
            left -= brief.utf8.count
        }
        for index in parts.indices {
            let whole = failure(failures[index], isBrief: false)
            let more = whole.utf8.count - parts[index].utf8.count
            guard more <= left else { continue }
            parts[index] = whole
            left -= more
        }
        text += parts.joined()
        let cut = failures.count - parts.count
        if cut > 0 { text += "\n… and \(cut.counted("failure")) more, for which there is no room here.\n" }
        return statistics.utf8.count <= left ? text + statistics : text
    }

    private var head: String {
        let isFailure = accounts.contains { $0.outcome == .failed }
        let mark = isFailure ? "✗" : accounts.contains { $0.outcome == .inconclusive } ? "?" : "✓"
        return "# \(mark) converge \(summary.command)\n\n**\(summary.totals)** · "
            + MarkdownText.escaped(summary.circumstances) + "\n"
            + (summary.shortfall.map { "\nBudget: \(MarkdownText.escaped($0.sentence)).\n" } ?? "")
    }

    private var matrix: String {
        var strategies: [String] = []
        var scenarios: [String] = []
        var cells: [String: CellAccount] = [:]
        for account in accounts {
            if !strategies.contains(account.strategy) { strategies.append(account.strategy) }
            if !scenarios.contains(account.result.column) { scenarios.append(account.result.column) }
            cells["\(account.strategy)\u{0}\(account.result.column)"] = account
        }
        guard !accounts.isEmpty else { return "" }
        let rows = scenarios.map { scenario in
            [MarkdownText.escaped(scenario)]
                + strategies.map { strategy in
                    cells["\(strategy)\u{0}\(scenario)"].map(Self.cell) ?? ""
                }
        }
        let hasFailures = accounts.contains { $0.outcome == .failed }
        return "\n" + MarkdownText.table(["scenario"] + strategies.map(MarkdownText.escaped), rows)
            + "\n✓ holds · ✗ violated · ? inconclusive · – skipped"
            + (hasFailures ? " · **bold and !** counts as a failure\n" : "\n")
    }

    private static func cell(_ account: CellAccount) -> String {
        let word = MarkdownText.escaped(account.word)
        return account.outcome == .failed ? "**\(word)**" : word
    }

    /// The cells that are inconclusive or skipped, and why.
    private var openCells: String {
        let open = accounts.filter { $0.outcome == .inconclusive || $0.outcome == .skipped }
        guard !open.isEmpty else { return "" }
        let lines = open.map { account in
            "- \(MarkdownText.escaped("\(account.name): \(account.headline)"))"
                + (account.because.map { ", since " + MarkdownText.escaped($0) } ?? "") + "\n"
        }
        return "\n## \(summary.openHeading)\n\n" + lines.joined()
    }

    private func failure(_ account: CellAccount, isBrief: Bool) -> String {
        var text = "\n### \(account.mark) \(MarkdownText.escaped(account.name))\n\n"
        text += "**\(MarkdownText.escaped(account.headline))**\n"
        if let because = account.because { text += "\nbecause \(MarkdownText.escaped(because))\n" }
        // Where there is no room, the file must do.
        let replays = isBrief ? Array(account.replays.prefix(1)) : account.replays
        // Each in a block of its own, to be copied with one click.
        if !replays.isEmpty {
            text += "\n" + replays.map { MarkdownText.block([$0], language: "sh") }.joined(separator: "\nor\n\n")
        }
        guard !isBrief, let failure = account.judgement.failure else { return text }
        text += "\n"
        if let advice = failure.whatToTry { text += "Try: \(MarkdownText.escaped(advice)).\n\n" }
        if let order = failure.order { text += "Order: \(MarkdownText.escaped(order)).\n\n" }
        if let values = failure.values { text += "Values: \(MarkdownText.escaped(values)).\n\n" }
        let choices = failure.file.choices.count
        text += MarkdownText.details(
            "Timeline (\(choices.counted("choice")))",
            MarkdownText.block(failure.timeline(style: TextStyle(width: 160)), language: "text"))
        text += MarkdownText.details(
            "Sequence diagram", MarkdownText.block(failure.sequenceDiagram, language: "mermaid"))
        return text
    }

    private var statistics: String {
        let rows = accounts.map { account in
            let result = account.result
            return [
                MarkdownText.escaped(account.strategy), MarkdownText.escaped(result.scenario), result.verdict.rawValue,
                "\(result.schedules)", "\(result.pruned)", "\(result.hazards)", "\(result.statements)",
                Phrases.seconds(result.seconds),
            ]
        }
        guard !rows.isEmpty else { return "" }
        let table = MarkdownText.table(
            ["strategy", "scenario", "verdict", "schedules", "pruned", "met the hazard", "statements", "time"], rows,
            rightAligned: [3, 4, 5, 6, 7])
        return "\n" + MarkdownText.details("Statistics", table)
    }
}
