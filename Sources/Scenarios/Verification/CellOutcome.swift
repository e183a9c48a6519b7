import FakeSequin
import OrderedCollections
import Simulation
import Syncer

/// A cell's result and what reports need besides.
public struct CellOutcome: Sendable {
    /// The result.
    public var result: CellResult
    /// The failure, if there is one.
    public var failure: FailureReport?
    /// Whether the run was interrupted.
    public var isInterrupted = false
    /// Whether the server, or the harness's way to it, failed.
    public var environmentFailed = false
    /// What became of failures of earlier runs.
    public var known = KnownOutcomes()
    /// What it takes to go on with an exhaustive exploration that was cut short.
    public var unfinished: Unfinished?
    /// The states in which the schedules of an exhaustive exploration came to rest.
    private(set) var finalStates: Set<StateFingerprint> = []
    private let plan: WorldPlan?
    private let resumed: Unfinished?

    init(plan: WorldPlan, settings: VerificationSettings) {
        self.plan = plan
        resumed = settings.resume
        result = CellResult(
            strategy: plan.strategy.name, scenario: plan.scenario.name, consumer: plan.consumer.kind.rawValue,
            explorer: settings.explorer.rawValue, bounds: plan.bounds, verdict: .inconclusive)
        result.expected = plan.strategy.expectation(for: result)?.verdict.rawValue
        let unchecked = Property.all.filter { !$0.isChecked(of: plan.tables) }
        if !unchecked.isEmpty { result.notChecked = unchecked }
    }

    /// A cell that was not run.
    init(_ result: CellResult) {
        self.result = result
        plan = nil
        resumed = nil
    }

    /// Takes over what was counted, and the verdict where nothing failed.
    mutating func count(_ queue: ScheduleQueue) {
        queue.endWave()
        let tally = queue.tally
        result.pruned = tally.pruned
        result.schedules = tally.schedules
        result.hazards = tally.hazards
        result.statements = tally.statements
        result.digest = tally.digest?.description
        result.waits = tally.digest.map { _ in tally.waits }
        result.firstViolationAt = queue.failing
        finalStates = queue.finalStates
        if queue.failing == nil {
            conclude(queue)
            if let resumed { add(resumed) }
            if queue.wasCutShort || isInterrupted { keep(queue) }
            if tally.count == 0 {
                result.because = "the budget ended before one schedule was finished: give a longer --budget"
            } else if result.hazards == 0, result.because == nil {
                result.because =
                    "in \(tally.count) schedules its hazard never happened: raise --schedules or the bounds"
            }
        }
    }

    /// Adds what an earlier exploration has counted.
    private mutating func add(_ earlier: Unfinished) {
        result.schedules += earlier.schedules
        result.pruned += earlier.pruned
        result.hazards += earlier.hazards
        result.statements += earlier.statements
    }

    /// Keeps what it takes to go on.
    private mutating func keep(_ queue: ScheduleQueue) {
        guard let plan, let explorer = queue.explorer as? ExhaustiveExplorer<Choice> else { return }
        unfinished = Unfinished(
            strategy: plan.strategy.name, fingerprint: plan.strategy.fingerprint, scenario: plan.scenario.name,
            consumer: plan.consumer.kind.rawValue, seed: plan.seed, bounds: plan.bounds, schedules: result.schedules,
            pruned: result.pruned, hazards: result.hazards, statements: result.statements,
            branches: explorer.stack)
    }

    /// The verdict where nothing failed.
    private mutating func conclude(_ queue: ScheduleQueue) {
        result.verdict = .inconclusive
        guard result.hazards + (resumed?.hazards ?? 0) > 0 || queue.wasCutShort, let plan else { return }
        guard let explorer = queue.explorer as? ExhaustiveExplorer<Choice> else {
            if result.hazards > 0 { result.verdict = .sampled }
            if let pct = queue.explorer as? PCTExplorer<Choice> { result.probability = pct.probability }
            return
        }
        if queue.wasCutShort {
            result.because =
                "the budget ended after \(result.schedules) schedules (\(result.pruned) pruned), with "
                + "\(explorer.pending) subtrees left to explore"
        } else if !queue.auditedStates.isSubset(of: queue.finalStates), resumed == nil {
            result.because =
                "the audit ran schedules that had been left out, and they led to "
                + "\(queue.auditedStates.subtracting(queue.finalStates).count) states that were never explored: the "
                + "reduction is unsound for this strategy"
        } else if queue.lostWay {
            result.because = "a schedule could not be followed again, so nothing is exhausted"
        } else if queue.tally.reachedLimit {
            result.because = "schedules longer than \(plan.freeChoiceLimit) choices were not explored to their end"
        } else {
            result.verdict = .exhausted
        }
    }

    /// Takes over a failure that was reproduced and shrunk.
    mutating func take(_ shrunk: ShrunkFailure) {
        guard let plan else { return }
        take(FailureReport(plan: plan, shrunk: shrunk), file: nil)
    }

    /// Takes over a known failure that still fails, where exploring has found none.
    mutating func takeKnown() {
        guard result.verdict != .violated, let (path, report) = known.failing else { return }
        take(report, file: path)
        result.known = true
    }

    private mutating func take(_ report: FailureReport, file path: String?) {
        let file = report.file
        result.verdict = .violated
        result.property = file.violation.property
        result.because = file.violation.because
        result.counterexample = CellResult.Counterexample(
            choices: file.choices.count, minimal: report.isMinimal, candidates: report.candidates, file: path,
            token: FailureToken.make(file), generality: report.generality)
        result.accepted = plan?.strategy.accept[file.scenario]?.reason
        failure = report
    }
}

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
    /// What it does not depend on; nil where nobody has looked.
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

/// The tool itself.
public enum Tool {
    /// Its version.
    public static let version = "0.1.0"
}
