import FakeSequin
import Syncer

/// A failure, ready to be written and shown.
public struct FailureReport: Sendable, Codable {
    /// What replays it.
    public let file: FailureFile
    /// Its history.
    public let steps: [Step]
    /// How many of the history's steps belong to the schedule.
    public let isMinimal: Bool
    /// Schedules that were run to shrink it.
    public let candidates: Int
    /// What it does not depend on; nil where that was not tried.
    public let generality: Generality?
    /// What to try, by the cause that the history shows; nil where it shows none.
    public let advice: Advice?

    init(
        file: FailureFile, steps: [Step], isMinimal: Bool, candidates: Int, generality: Generality? = nil,
        advice: Advice? = nil
    ) {
        self.file = file
        self.steps = steps
        self.isMinimal = isMinimal
        self.candidates = candidates
        self.generality = generality
        self.advice = advice
    }

    init(plan: WorldPlan, shrunk: ShrunkFailure) {
        let failure = Candidate(changes: shrunk.changes, schedule: shrunk.schedule)
        var file = Self.file(plan, failure, history: shrunk.steps)
        file.violation = shrunk.violation
        self.init(
            file: file, steps: shrunk.steps, isMinimal: shrunk.isMinimal, candidates: shrunk.candidates,
            generality: shrunk.generality,
            advice: Cause.advice(CauseEvidence(shrunk.violation, shrunk.steps, plan.facts)))
    }

    /// A schedule that came to no verdict, as it is: it is not shrunk, since each run may take as long as a statement
    /// may.
    init(plan: WorldPlan, _ schedule: [Choice], doubt: Doubt, steps: [Step]) {
        var file = Self.file(plan, Candidate(changes: plan.changes, schedule: schedule), history: steps)
        file.doubt = doubt
        self.init(file: file, steps: steps, isMinimal: false, candidates: 0)
    }

    private static func file(_ plan: WorldPlan, _ candidate: Candidate, history: [Step]) -> FailureFile {
        FailureFile(
            converge: FailureFile.currentFormat, tool: Tool.version,
            strategy: BuiltInStrategies.reference(to: plan.strategy),
            fingerprint: plan.strategy.fingerprint, scenario: plan.scenario.name,
            consumer: plan.consumer.kind.rawValue, seed: plan.seed, bounds: plan.bounds, changes: candidate.changes,
            choices: candidate.schedule, history: history.fingerprint)
    }
}
