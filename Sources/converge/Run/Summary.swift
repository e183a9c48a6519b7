import Foundation
import Reports
import Scenarios

/// What a command says in the end: failures and totals, and the reports that were asked for.
struct Summary {
    let kind: VerificationJob.Kind
    let run: RunSummary
    let console: Console

    private var judgements: [Judgement] { run.judgements }

    /// Shows failures and totals.
    func show() {
        let style = console.style
        switch kind {
        case .matrix:
            let report = MatrixReport(judgements, style: style)
            if !judgements.isEmpty, !console.isQuiet { console.result(report.table() + "\n") }
            let remarks = report.remarks { $0.counterexample?.file }
            if !remarks.isEmpty { console.result(remarks + "\n") }
            guard !judgements.isEmpty else { return }
            console.result(
                report.totals(
                    settings: run.settings, postgres: run.postgres, seconds: run.seconds, shortfall: run.shortfall)
                    + "\n")
        case .verify:
            for judgement in judgements
            where judgement.complaint == .violated || judgement.result.verdict == .inconclusive {
                guard let failure = judgement.failure else { continue }
                console.result(
                    "\n"
                        + failure.text(
                            name: judgement.result.strategy, path: judgement.result.counterexample?.file, style: style))
            }
            let totals = VerifyReport.totals(
                judgements, settings: run.settings, postgres: run.postgres, seconds: run.seconds,
                shortfall: run.shortfall, style: style)
            if !judgements.isEmpty, !console.isQuiet || ExitStatus(judgements) != .holds {
                console.result("\n" + totals + "\n")
            }
        }
    }

    /// Writes what was asked for.
    ///
    /// - Returns: Whether all could be written.
    func write(_ report: JSONReport, json path: String?, files: ReportFileOptions) -> Bool {
        var isWritten = true
        if let path { isWritten = console.write(to: path) { try report.encoded() } }
        if !ReportFiles(files, console: console).write(run) { isWritten = false }
        GitHubActions(console: console)?.report(run)
        return isWritten
    }
}
