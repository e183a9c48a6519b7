import FakeSequin
import Simulation

/// A failure that was reproduced on a fresh clone, and made as small as it gets.
struct ShrunkFailure: Sendable {
    var changes: [Change]
    var schedule: [Choice]
    var violation: Violation
    var steps: [Step]
    var isMinimal: Bool
    var candidates: Int
    /// What it does not depend on; nil where nobody has looked.
    var generality: Generality?
}

/// Reproduces a failure, then leaves out whatever it does not need; every candidate is run on Postgres.
///
/// One thread uses it.
final class FailurePursuit {
    let plan: WorldPlan
    private let sessions: SessionPool
    /// When shrinking must end, wherever it is.
    private let deadline: ContinuousClock.Instant?
    private var candidates = 0
    private var wasCutShort = false

    init(plan: WorldPlan, sessions: SessionPool, deadline: ContinuousClock.Instant? = nil) {
        self.plan = plan
        self.sessions = sessions
        self.deadline = deadline
    }

    /// - Returns: nil if the failure does not happen again.
    func pursue(_ failure: RunOutcome) async throws -> ShrunkFailure? {
        guard let wanted = failure.violation,
            let again = try await replay(failure.schedule, plan.changes), again.violation == wanted
        else { return nil }
        var best = Candidate(changes: plan.changes, schedule: failure.schedule)
        var property = Target(property: wanted.property, endsWithSchedule: false)
        // Where it failed in the fair phase, the choices of that phase are part of the schedule.
        let whole = failure.schedule + failure.fairChoices
        if let outcome = try await replay(whole, plan.changes), outcome.violation?.property == wanted.property,
            outcome.fairChoices.isEmpty
        {
            property.endsWithSchedule = true
            best = Candidate(changes: made(outcome), schedule: outcome.schedule)
        }
        best = try await shrink(best, to: property)
        best = try await withoutIdlePauses(best, property)
        best = try await inPlainOrder(best, property)
        guard let last = try await replay(best.schedule, best.changes, isRecording: true),
            let violation = last.violation
        else { return nil }
        return ShrunkFailure(
            changes: best.changes, schedule: best.schedule, violation: violation, steps: last.steps,
            isMinimal: !wasCutShort, candidates: candidates,
            generality: wasCutShort ? nil : try await generality(of: best, property))
    }

    /// Follows a recorded failure.
    ///
    /// - Parameter atViolation: Called where a property is violated, while all sessions still are as they were then.
    func follow(
        _ file: FailureFile, atViolation: ((ReplayOutcome) async throws -> Void)? = nil
    ) async throws -> ReplayOutcome {
        var decider: any Decider<Choice> = ReplayDecider(file.choices)
        let run = World(plan: replayPlan(file.changes), sessions: sessions, isRecording: true)
        if let atViolation { run.atViolation = { try await atViolation(ReplayOutcome($0, of: file)) } }
        return ReplayOutcome(try await run.run(&decider), of: file)
    }

    private func replayPlan(_ changes: [Change]) -> WorldPlan {
        var plan = self.plan
        plan.changes = changes
        plan.isReplay = true
        return plan
    }

    struct Candidate {
        var changes: [Change]
        var schedule: [Choice]
    }

    struct Target {
        var property: Property
        /// Whether the schedule itself must end in the violation, without the fair phase's help.
        var endsWithSchedule: Bool
    }

    /// Leaves out ever smaller parts, until no single one can be left out.
    private func shrink(_ start: Candidate, to target: Target) async throws -> Candidate {
        var best = start
        var size = max(1, best.schedule.count / 2)
        while !isOverdue {
            var hasShrunk = false
            var position = 0
            while position < best.schedule.count {
                let range = position..<min(position + size, best.schedule.count)
                if let smaller = try await attempt(removing: range, from: best, target) {
                    best = smaller
                    hasShrunk = true
                } else {
                    position += size
                }
            }
            if let smaller = try await attemptWithoutAChange(best, target) {
                best = smaller
                hasShrunk = true
            }
            if size == 1, let smaller = try await attemptWithoutAPair(best, target) {
                best = smaller
                hasShrunk = true
            }
            if size > 1 {
                size /= 2
            } else if !hasShrunk, !isOverdue {
                return best
            }
        }
        wasCutShort = true
        return best
    }

    var isOverdue: Bool { deadline.hasPassed }

    /// Leaves out two choices at once: a fault and what it makes necessary, a pause and the going on after it.
    private func attemptWithoutAPair(_ best: Candidate, _ target: Target) async throws -> Candidate? {
        guard best.schedule.count <= 16 else { return nil }
        for first in best.schedule.indices {
            for second in best.schedule.indices.dropFirst(first + 1) {
                var schedule = best.schedule
                schedule.remove(at: second)
                let removed = schedule.remove(at: first)
                // A statement that pauses and goes on becomes one that does not pause.
                if removed.pausesAt != nil, removed.action == .statement || removed.action == .goOn {
                    var plain = removed
                    plain.pausesAt = nil
                    schedule.insert(plain, at: first)
                }
                let candidate = Candidate(changes: best.changes, schedule: schedule)
                if let smaller = try await attempt(candidate, below: best, target) { return smaller }
            }
        }
        return nil
    }

    /// Puts upstream's changes as early as they may come, as the guide tells the story: fewer turns to follow.
    private func inPlainOrder(_ start: Candidate, _ target: Target) async throws -> Candidate {
        var best = start
        for index in best.schedule.indices.dropFirst() where best.schedule[index].action.isUpstream {
            var position = index
            while position > 0, best.schedule[position - 1].action == .clock, !isOverdue {
                var schedule = best.schedule
                schedule.swapAt(position, position - 1)
                guard try await fails(schedule, best.changes, target) else { break }
                best.schedule = schedule
                position -= 1
            }
        }
        return best
    }

    /// Lets statements run through that pause inside themselves for no purpose.
    private func withoutIdlePauses(_ start: Candidate, _ target: Target) async throws -> Candidate {
        var best = start
        for index in best.schedule.indices where best.schedule[index].pausesAt != nil && !isOverdue {
            var schedule = best.schedule
            schedule[index].pausesAt = nil
            if try await fails(schedule, best.changes, target) { best.schedule = schedule }
        }
        return best
    }

    /// Whether exactly this schedule violates what is wanted.
    private func fails(_ schedule: [Choice], _ changes: [Change], _ target: Target) async throws -> Bool {
        candidates += 1
        return try await holds(target, schedule, changes)
    }

    /// Whether exactly this schedule hits the target, with a seed's records.
    func holds(_ target: Target, _ schedule: [Choice], _ changes: [Change], seed: UInt64? = nil) async throws -> Bool {
        guard let outcome = try await replay(schedule, changes, seed: seed) else { return false }
        return outcome.violation?.property == target.property && outcome.schedule == schedule
            && (!target.endsWithSchedule || outcome.fairChoices.isEmpty)
    }

    private func attempt(removing range: Range<Int>, from best: Candidate, _ target: Target) async throws -> Candidate?
    {
        var schedule = best.schedule
        schedule.removeSubrange(range)
        return try await attempt(Candidate(changes: best.changes, schedule: schedule), below: best, target)
    }

    /// Leaves out one upstream change altogether, with the choice that made it.
    private func attemptWithoutAChange(_ best: Candidate, _ target: Target) async throws -> Candidate? {
        for index in best.changes.indices.dropFirst(plan.earlyChanges) {
            var changes = best.changes
            changes.remove(at: index)
            guard !changes.isEmpty, plan.isPossible(changes) else { continue }
            var schedule = best.schedule
            let upstream = schedule.indices.filter { schedule[$0].action.isUpstream }
            let made = index - plan.earlyChanges
            if upstream.indices.contains(made) { schedule.remove(at: upstream[made]) }
            if let smaller = try await attempt(Candidate(changes: changes, schedule: schedule), below: best, target) {
                return smaller
            }
        }
        return nil
    }

    private func attempt(_ candidate: Candidate, below best: Candidate, _ target: Target) async throws -> Candidate? {
        try Task.checkCancellation()
        // Past the deadline no candidate is any better.
        if isOverdue { return nil }
        let schedule = Self.renumbered(candidate.schedule)
        candidates += 1
        let outcome = try await replay(schedule, candidate.changes, leavesOutObstacles: true)
        guard let outcome, let violation = outcome.violation, violation.property == target.property,
            !target.endsWithSchedule || outcome.fairChoices.isEmpty
        else { return nil }
        let changes = target.endsWithSchedule ? made(outcome) : candidate.changes
        guard (outcome.schedule.count, changes.count) != (best.schedule.count, best.changes.count) else { return nil }
        return Candidate(changes: changes, schedule: outcome.schedule)
    }

    /// The upstream changes that a run made; the others do not matter to a run that ends in its schedule.
    private func made(_ outcome: RunOutcome) -> [Change] { outcome.changes }

    /// Workers numbered in the order in which they appear: which of several fresh workers moves first means nothing.
    private static func renumbered(_ schedule: [Choice]) -> [Choice] {
        var numbers: [Int: Int] = [:]
        return schedule.map { choice in
            guard let worker = choice.worker else { return choice }
            let number = numbers[worker] ?? numbers.count + 1
            numbers[worker] = number
            var renamed = choice
            renamed.worker = number
            return renamed
        }
    }

    private func replay(
        _ schedule: [Choice], _ changes: [Change], seed: UInt64? = nil, leavesOutObstacles: Bool = false,
        isRecording: Bool = false
    ) async throws -> RunOutcome? {
        var plan = replayPlan(changes)
        if let seed { plan.seed = seed }
        var decider: any Decider<Choice> = ReplayDecider(schedule, leavesOutObstacles: leavesOutObstacles)
        let outcome = try await World(plan: plan, sessions: sessions, isRecording: isRecording).run(&decider)
        return outcome.isAbandoned ? nil : outcome
    }
}
