import FakeSequin
import Foundation
public import Scenarios
import Syncer
public import Testing

/// Expects that Swift code makes Postgres match the API, whatever an at-least-once consumer does to it.
///
/// The code is explored as a strategy of SQL scripts is: on real Postgres sessions, one for each worker, by a
/// scheduler that decides whose statement runs next and which fault strikes. Each violation becomes an issue at the
/// caller's line, with the timeline of the shortest schedule that shows it, and an attachment with the failure file.
/// An inconclusive cell is an issue too: it never counts as a pass.
///
/// To run one failure again, put the token that the issue prints, or the path of the attached file, into the
/// environment variable `CONVERGE_REPLAY`.
///
/// - Parameters:
///   - subject: The code.
///   - scenarios: Names of scenarios; none means all. `converge list` tells them.
///   - settings: Seed, number of schedules, explorer, consumer and bounds.
///   - sourceLocation: Where issues are recorded: the caller's line.
/// - Returns: A result for each scenario; none while `CONVERGE_REPLAY` is about other code.
/// - Throws: ``UnusableSubject``, `StrategyError` for a schema that Postgres refuses, `ClusterError` where no
///   Postgres can be started.
@discardableResult
public func expectConvergence(
    of subject: Subject, under scenarios: [String] = [], settings: VerificationSettings = VerificationSettings(),
    sourceLocation: SourceLocation = #_sourceLocation
) async throws -> [CellResult] {
    let strategy = try subject.strategy()
    let reporter = IssueReporter(name: subject.name, sourceLocation: sourceLocation)
    if let failure = try RecordedFailure.fromEnvironment() {
        guard failure.concerns(subject) else { return [] }
        let outcome = try await Laboratory.replay(
            failure.file, strategy, failure.scenario(), failure.settings(settings))
        reporter.report(outcome, of: failure.file)
        return []
    }
    let chosen = try scenarios.map { name in
        guard let scenario = Catalogue.scenario(named: name) else {
            let known = Catalogue.scenarios.map(\.name)
            throw UnusableSubject(
                description: "there is no scenario '\(name)': \(Suggestion.remedy(for: name, among: known))")
        }
        return scenario
    }
    let cells = try await Laboratory.verify(strategy, chosen.isEmpty ? Catalogue.scenarios : chosen, settings)
    for cell in cells { reporter.report(cell) }
    return cells.map(\.result)
}
