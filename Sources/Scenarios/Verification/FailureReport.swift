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

    init(file: FailureFile, steps: [Step], isMinimal: Bool, candidates: Int, generality: Generality? = nil) {
        self.file = file
        self.steps = steps
        self.isMinimal = isMinimal
        self.candidates = candidates
        self.generality = generality
    }

    init(plan: WorldPlan, shrunk: ShrunkFailure) {
        file = FailureFile(
            converge: FailureFile.currentFormat, tool: Tool.version,
            strategy: BuiltInStrategies.reference(to: plan.strategy),
            fingerprint: plan.strategy.fingerprint, scenario: plan.scenario.name,
            consumer: plan.consumer.kind.rawValue, seed: plan.seed, bounds: plan.bounds, changes: shrunk.changes,
            choices: shrunk.schedule, violation: shrunk.violation, history: shrunk.steps.fingerprint)
        steps = shrunk.steps
        isMinimal = shrunk.isMinimal
        candidates = shrunk.candidates
        generality = shrunk.generality
    }
}
