import Foundation
import Scenarios

/// What a command says in the end: failures and totals, and the reports that were asked for.
struct Summary {
    let kind: VerificationJob.Kind
    let judgements: [Judgement]
    let settings: VerificationSettings
    /// The server's version.
    let postgres: String
    /// Wall-clock seconds.
    let seconds: Double
    let console: Console

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
            console.result(report.totals(settings: settings, postgres: postgres, seconds: seconds) + "\n")
        case .verify:
            for judgement in judgements where judgement.complaint == .violated {
                guard let failure = judgement.failure else { continue }
                console.result(
                    "\n"
                        + failure.text(
                            name: judgement.result.strategy, path: judgement.result.counterexample?.file, style: style))
            }
            let totals = VerifyReport.totals(
                judgements, settings: settings, postgres: postgres, seconds: seconds, style: style)
            if !judgements.isEmpty, !console.isQuiet || ExitStatus(judgements) != .holds {
                console.result("\n" + totals + "\n")
            }
        }
    }

    /// Writes what was asked for.
    ///
    /// - Returns: Whether all could be written.
    func write(_ report: JSONReport, json path: String?) -> Bool {
        guard let path else { return true }
        do {
            let data = try report.encoded()
            if path == "-" { console.report(Array(data)) } else { try OutputFile.write(data, to: path) }
            return true
        } catch {
            console.say("\(path) could not be written: \(error.reason); the results above stand.")
            return false
        }
    }
}
