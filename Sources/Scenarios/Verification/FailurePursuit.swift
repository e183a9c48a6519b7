import Simulation
import Syncer

/// Reproduces a failure, makes it as small as it gets, and finds out what it does not depend on.
final class FailurePursuit {
    private let runner: CandidateRunner
    /// The failure as it happened again, before it is made any smaller.
    private(set) var reproduced: ShrunkFailure?

    init(plan: WorldPlan, home: WorldHome, deadline: ContinuousClock.Instant? = nil) {
        runner = CandidateRunner(plan: plan, home: home, deadline: deadline)
    }

    /// How many candidates were run to make it smaller.
    private var candidates = 0

    /// What became of it.
    enum Result: Sendable {
        /// It happened again.
        case shrunk(ShrunkFailure)
        /// It did not; this is what happened instead, as far as the choices were possible.
        case lost(RunOutcome)
    }

    func pursue(_ failure: RunOutcome) async throws -> Result {
        let recorded = Candidate(changes: runner.plan.changes, schedule: failure.schedule)
        let again = try await runner.follow(recorded, isRecording: true, startsFresh: true)
        guard let wanted = failure.violation, !again.isAbandoned, again.violation == wanted else { return .lost(again) }
        reproduced = ShrunkFailure(
            changes: recorded.changes, schedule: recorded.schedule, violation: wanted, steps: again.steps,
            isMinimal: false, candidates: 0)
        let shrunk = try await shrinkAll(failure, recorded, wanted.property)
        let (smallest, target, shrinker) = (shrunk.candidate, shrunk.target, shrunk.shrinker)
        let last = try await runner.follow(smallest, isRecording: true, startsFresh: true)
        guard !last.isAbandoned, let violation = last.violation else {
            // It was made smaller by what programs remember of earlier schedules; as it was recorded it is known to fail.
            if runner.plan.strategy.command != nil, let reproduced { return .shrunk(reproduced) }
            return .lost(last)
        }
        return .shrunk(
            ShrunkFailure(
                changes: smallest.changes, schedule: smallest.schedule, violation: violation, steps: last.steps,
                isMinimal: !shrinker.wasCutShort, candidates: candidates,
                generality: shrinker.wasCutShort ? nil : try await Generality.find(of: smallest, target, by: runner)))
    }

    private struct Shrunk {
        var candidate: Candidate
        var target: ShrinkTarget
        var shrinker: Shrinker
    }

    /// Makes it as small as it gets; then, as long as a smaller workload fails in a shorter schedule, that one.
    private func shrinkAll(_ failure: RunOutcome, _ recorded: Candidate, _ property: Property) async throws -> Shrunk {
        var best = try await shrink(failure, recorded, property)
        while !best.shrinker.wasCutShort,
            let smaller = try await SmallerWorkload(runner, property).failure(below: best.candidate)
        {
            let recorded = Candidate(changes: smaller.changes, schedule: smaller.outcome.schedule)
            let shrunk = try await shrink(smaller.outcome, recorded, property)
            guard !shrunk.shrinker.wasCutShort, shrunk.candidate.schedule.count < best.candidate.schedule.count else {
                break
            }
            best = shrunk
        }
        return best
    }

    private func shrink(_ failure: RunOutcome, _ recorded: Candidate, _ property: Property) async throws -> Shrunk {
        let (start, target) = try await start(of: failure, recorded, property)
        let shrinker = Shrinker(runner, target)
        let smallest = try await shrinker.shrink(start)
        candidates += shrinker.candidates
        return Shrunk(candidate: smallest, target: target, shrinker: shrinker)
    }

    /// Where it failed in the fair phase, the choices of that phase are part of the schedule.
    private func start(
        of failure: RunOutcome, _ recorded: Candidate, _ property: Property
    ) async throws -> (Candidate, ShrinkTarget) {
        let whole = Candidate(changes: recorded.changes, schedule: failure.schedule + failure.fairChoices)
        let target = ShrinkTarget(property: property, endsWithSchedule: true)
        guard let outcome = try await runner.run(whole), target.isHit(by: outcome) else {
            return (recorded, ShrinkTarget(property: property, endsWithSchedule: false))
        }
        // Upstream changes that were not made do not matter to a run that ends in its schedule.
        return (Candidate(changes: outcome.changes, schedule: outcome.schedule), target)
    }
}
