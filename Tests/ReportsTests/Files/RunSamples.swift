import FakeSequin
import Syncer

@testable import Reports
@testable import Scenarios

extension Samples {
    /// A failure with a timeline, as the guide's race leaves it.
    static func failure(_ steps: [Step] = race, _ violation: Violation = raceViolation, workers: Int = 2)
        -> FailureReport
    {
        FailureReport(
            file: FailureFile(
                converge: FailureFile.currentFormat, tool: Tool.version, strategy: "naive-upsert", fingerprint: "f",
                scenario: "ack-wait-race",
                consumer: "fenced", seed: 1, bounds: Bounds(workers: workers, records: 1, changes: 2, clock: 1),
                changes: [.create(0), .update(0)], choices: steps.map(\.choice), violation: violation,
                history: steps.fingerprint),
            steps: steps, isMinimal: true, candidates: 67, generality: Generality(loose: [3], anyValues: true))
    }

    /// One cell of each kind, as `verify` judges them.
    static var run: RunSummary {
        var failed = result("naive", "ack-wait-race", .violated, property: .monotonicVersions)
        failed.because = raceViolation.because
        failed.counterexample = .init(choices: 7, minimal: true, candidates: 67, file: "a b.json")
        failed.seconds = 1.5
        var accepted = result("naive", "late-ack", .violated, property: .convergence, because: "it was so")
        accepted.accepted = "known"
        let judgements: [Judgement] = [
            .verify(result("naive", "in-order", .sampled), acceptance: nil),
            .verify(failed, failure(), acceptance: nil),
            .verify(accepted, acceptance: "known"),
            .verify(result("naive", "delete-race", .sampled), acceptance: "known"),
            .verify(
                result("naive", "slow-worker", .inconclusive, because: "no <time> & no \u{1B}[31mluck\u{7}"),
                acceptance: nil),
            .verify(result("naive", "server-crash", .skipped, because: "not here"), acceptance: nil),
        ]
        return summary(judgements, planned: 7)
    }

    /// Of three cells the budget has ended the second, and left no time for the third.
    static var cutShort: [CellResult] {
        var whole = result("naive", "in-order", .sampled)
        whole.seconds = 2
        var begun = result("naive", "late-ack", .inconclusive, because: "the budget ended")
        begun.seconds = 2
        begun.schedules = 40
        begun.cutShort = CutShort(planned: 600)
        var late = result("naive", "late-nack", .inconclusive, because: "the budget ended")
        late.schedules = 0
        late.cutShort = CutShort(planned: 400)
        return [whole, begun, late]
    }

    static func summary(_ judgements: [Judgement], planned: Int? = nil) -> RunSummary {
        RunSummary(
            command: "verify", judgements: judgements, planned: planned ?? judgements.count, settings: .init(),
            postgres: "15.18", seconds: 12.3456)
    }
}
