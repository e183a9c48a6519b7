import Foundation
import Reports
import Scenarios
import Testing

/// Turns what a check concluded into issues of the running test.
struct IssueReporter {
    let name: String
    let sourceLocation: SourceLocation
    private let style = TextStyle(width: 110)

    init(name: String, sourceLocation: SourceLocation) {
        self.name = name
        self.sourceLocation = sourceLocation
    }

    /// Reports a cell that is no pass.
    func report(_ cell: CellOutcome) {
        let result = cell.result
        switch result.verdict {
        case .exhausted, .sampled, .skipped: return
        case .inconclusive:
            if let failure = cell.failure { return report(failure) }
            record("\(name) · \(result.scenario) is inconclusive: \(result.because ?? "no reason is known")")
        case .violated:
            guard let failure = cell.failure else { return record("\(name) · \(result.scenario) is violated") }
            report(failure)
        }
    }

    /// Reports what came of a replay: that it no longer fails is no issue.
    func report(_ outcome: ReplayOutcome, of file: FailureFile) {
        let report = ReplayReport(outcome, of: file, name: name)
        if report.conclusion != .holds { record(report.text(style)) }
    }

    private func report(_ failure: FailureReport) {
        let token = FailureToken.make(failure.file)
        record(
            failure.text(
                name: name, replay: token.map { ["CONVERGE_REPLAY=\($0) swift test"] } ?? [], style: style))
        guard let data = try? failure.file.encoded() else { return }
        let file = failure.file
        Attachment.record(
            [UInt8](data), named: "\(name)-\(file.scenario)-\(file.consumer).json", sourceLocation: sourceLocation)
    }

    private func record(_ text: String) {
        Issue.record(Comment(rawValue: text), sourceLocation: sourceLocation)
    }
}
