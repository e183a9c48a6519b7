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
    /// What was run; of a failure, what failed.
    var plan: WorldPlan?
    private let resumed: Unfinished?

    init(plan: WorldPlan, settings: VerificationSettings) {
        self.plan = plan
        resumed = settings.resume
        result = CellResult(
            strategy: plan.strategy.name, scenario: plan.scenario.name, consumer: plan.consumer.kind.rawValue,
            explorer: settings.explorer.rawValue, bounds: plan.bounds, verdict: .inconclusive)
        result.share = settings.range(for: plan.scenario)
        let unchecked = Property.all.filter { property in
            !property.isChecked(of: plan.tables)
                || property == .customChecks && plan.checks.count < plan.strategy.checks.count
        }
        if !unchecked.isEmpty { result.notChecked = unchecked }
    }

    /// A cell that was not run.
    init(_ result: CellResult) {
        self.result = result
        plan = nil
        resumed = nil
    }

    /// Takes over what was counted, and the verdict where nothing failed.
    mutating func count(_ queue: ScheduleQueue<some Explorer<Choice>>) {
        queue.endWave()
        let tally = queue.tally
        result.pruned = tally.pruned
        result.schedules = tally.schedules
        result.hazards = tally.hazards
        result.statements = tally.statements
        if tally.refused > 0 { result.refused = tally.refused }
        result.digest = tally.digest?.description
        result.waits = tally.digest.map { _ in tally.waits }
        result.firstViolationAt = queue.failing
        finalStates = queue.finalStates
        if queue.failing == nil {
            if queue.wasCutShort { result.cutShort = CutShort(planned: queue.explorer.total) }
            conclude(queue)
            if let resumed { add(resumed) }
            if queue.wasCutShort || isInterrupted { keep(queue) }
            if tally.count == 0 {
                result.because = "the budget ended before one schedule was finished: give a longer --budget"
            } else if tally.refused == tally.schedules, let refusal = tally.refusal {
                result.verdict = .inconclusive
                result.because =
                    "in all of \(tally.refused.counted("schedule")) Postgres refused a delivery for its values, which "
                    + "says nothing of the strategy: \(refusal)"
            } else if result.hazards == 0, let reason = programCannot {
                (result.verdict, result.because) = (.skipped, reason)
            } else if result.hazards == 0, result.because == nil {
                result.because = CellResult.neverHappened(in: tally.count)
            }
        }
    }

    /// Why a program never met the hazard, where that is up to what it asks for; nil where it is not.
    private var programCannot: String? {
        guard let plan, plan.strategy.command != nil else { return nil }
        switch plan.scenario.hazard {
        case .lateNack: return "the program never nacked a record that had been delivered again"
        case .sharedBatches, .duplicateInBatch: return "the program never held several deliveries that share a record"
        default: return nil
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
    private mutating func keep(_ queue: ScheduleQueue<some Explorer<Choice>>) {
        guard let plan, let branches = queue.explorer.remainder else { return }
        unfinished = Unfinished(
            strategy: plan.strategy.name, fingerprint: plan.strategy.fingerprint, scenario: plan.scenario.name,
            consumer: plan.consumer.kind.rawValue, seed: plan.seed, bounds: plan.bounds, schedules: result.schedules,
            pruned: result.pruned, hazards: result.hazards, statements: result.statements,
            branches: branches)
    }

    /// The verdict where nothing failed.
    private mutating func conclude(_ queue: ScheduleQueue<some Explorer<Choice>>) {
        result.verdict = .inconclusive
        let hazards = result.hazards + (resumed?.hazards ?? 0)
        guard hazards > 0 || queue.wasCutShort, let plan else { return }
        result.probability = queue.explorer.probability
        switch queue.explorer.conclusion(from: queue.evidence) {
        case .sampled: if hazards > 0 { result.verdict = .sampled }
        case .exhausted: result.verdict = .exhausted
        case .cutShort(let pending):
            result.because =
                "the budget ended after \(result.schedules.counted("schedule")) (\(result.pruned) pruned), with "
                + "\(pending.counted("subtree")) left to explore"
        case .stopped(let total): result.because = CellResult.stopped(after: result.schedules, of: total)
        case .unsound(let states):
            result.because =
                "the audit ran schedules that had been left out, and they led to "
                + "\(states.counted("state")) that no other schedule came to: the reduction is unsound for this strategy"
        case .lost: result.because = "a schedule could not be followed again, so nothing is exhausted"
        case .withheld:
            result.because =
                "on a server by --database-url only one session can be let wait at a time, so not every interleaving was "
                + "explored: leave --database-url out"
        case .tooLong:
            result.because = "schedules longer than \(plan.freeChoiceLimit) choices were not explored to their end"
        }
    }

    /// Takes over a failure that was reproduced and shrunk.
    mutating func take(_ shrunk: ShrunkFailure) {
        guard let plan else { return }
        take(FailureReport(plan: plan, shrunk: shrunk), file: nil)
    }

    /// The cell says nothing, because its environment failed.
    ///
    /// - Parameter isEndless: Whether it is a statement that had to be ended.
    mutating func fail(_ failure: EnvironmentFailure, isEndless: Bool) {
        result.verdict = .inconclusive
        result.because =
            failure.isServerLost || isEndless ? failure.reason : "the environment failed: \(failure.reason)"
        environmentFailed = !isEndless
    }

    /// The cell says nothing, because one of its schedules came to no verdict.
    ///
    /// - Parameter report: How it came there, if that could be told.
    mutating func take(_ doubt: Doubt, _ report: FailureReport?) {
        result.verdict = .inconclusive
        result.because = doubt.because
        environmentFailed = doubt.kind == .environment
        if let report { take(report, file: nil) }
    }

    /// Takes over a known failure that still fails, where exploring has found none; or that one came to no verdict, so
    /// that none can be given.
    mutating func takeKnown() {
        guard result.verdict != .violated, let (path, report) = known.failing ?? known.doubtful else { return }
        // What this run has found itself is told, where neither is a violation.
        if report.file.doubt != nil, failure != nil { return }
        take(report, file: path)
        if let doubt = report.file.doubt { (result.verdict, result.because) = (.inconclusive, doubt.because) }
        result.known = true
    }

    private mutating func take(_ report: FailureReport, file path: String?) {
        let file = report.file
        result.cutShort = nil
        if let violation = file.violation {
            result.verdict = .violated
            result.property = violation.property
            result.because = violation.because
        }
        result.counterexample = CellResult.Counterexample(
            choices: file.choices.count, minimal: report.isMinimal, candidates: report.candidates, file: path,
            doubt: file.doubt?.kind, token: FailureToken.make(file), generality: report.generality)
        failure = report
    }
}
