import FakeSequin
import Sequin
import Simulation

/// Runs candidates of a failure, and the failure itself, in one world.
final class CandidateRunner {
    let plan: WorldPlan
    private let home: WorldHome
    /// When trying candidates must end, wherever it is.
    private let deadline: ContinuousClock.Instant?

    init(plan: WorldPlan, home: WorldHome, deadline: ContinuousClock.Instant?) {
        self.plan = plan
        self.home = home
        self.deadline = deadline
    }

    /// How many starts of programs a failure is worth beyond what it takes to leave out single choices.
    private static let mostStarts = 60

    /// Whether workers are programs.
    var runsPrograms: Bool { home.programs != nil }

    /// Whether each candidate costs starts of programs, and there have been many: what ends with work under way, or dies of
    /// it, cannot be kept for the next. It is a count, so that no load decides.
    var isCostly: Bool { home.programs.map { $0.starts > Self.mostStarts } ?? false }

    /// Whether trying candidates must end.
    var isOverdue: Bool { deadline.hasPassed }

    /// Runs a candidate.
    ///
    /// - Returns: Nil if it could not be followed.
    func run(
        _ candidate: Candidate, seed: UInt64? = nil, leavesOutObstacles: Bool = false
    ) async throws -> RunOutcome? {
        let outcome = try await follow(candidate, seed: seed, leavesOutObstacles: leavesOutObstacles)
        return outcome.isAbandoned ? nil : outcome
    }

    /// Runs a candidate as far as it can be followed.
    func follow(
        _ candidate: Candidate, seed: UInt64? = nil, leavesOutObstacles: Bool = false, isRecording: Bool = false,
        startsFresh: Bool = false
    ) async throws -> RunOutcome {
        var plan = self.plan
        plan.changes = candidate.changes
        plan.isReplay = true
        if startsFresh { plan.startsFresh = true }
        if let seed { plan.seed = seed }
        var decider = ReplayDecider(candidate.schedule, leavesOutObstacles: leavesOutObstacles)
        return try await World(plan: plan, home: home, isRecording: isRecording).run(&decider)
    }

    /// Runs a schedule with a workload of one's own, drawn as the plan's seed says.
    ///
    /// - Parameter number: Which of its schedules, from 0.
    func explore(_ changes: [Change], schedule number: Int) async throws -> RunOutcome {
        var plan = self.plan
        plan.changes = changes
        var decider = RandomDecider<Choice>(seed: plan.seed, schedule: number)
        return try await World(plan: plan, home: home, isRecording: false).run(&decider)
    }

    /// The records' versions as a seed makes them.
    func contents(of candidate: Candidate, seed: UInt64) -> [Record] {
        var plan = self.plan
        plan.seed = seed
        var upstream = plan.makeUpstream()
        return candidate.changes.compactMap { try? upstream.apply($0) }
    }

    /// Whether exactly this schedule hits a target, with a seed's records.
    func hits(_ target: ShrinkTarget, _ candidate: Candidate, seed: UInt64? = nil) async throws -> Bool {
        guard let outcome = try await run(candidate, seed: seed) else { return false }
        return target.isHit(by: outcome) && outcome.schedule == candidate.schedule
    }
}
