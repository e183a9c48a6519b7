import FakeSequin

/// Makes a failure as small as it gets: leaves out what it does not need, and puts the rest into the plainest order.
/// Every candidate is run on Postgres.
final class Shrinker {
    private let runner: CandidateRunner
    private let target: ShrinkTarget
    /// How many candidates were run.
    private(set) var candidates = 0
    /// Whether time ended while something might still have been left out.
    private(set) var wasCutShort = false

    init(_ runner: CandidateRunner, _ target: ShrinkTarget) {
        self.runner = runner
        self.target = target
    }

    /// The smallest candidate below one that fails.
    func shrink(_ start: Candidate) async throws -> Candidate {
        var best = start
        if runner.runsPrograms { best = try await bare(start) }
        var size = max(1, best.schedule.count / 2)
        while true {
            let minimal = try await withoutParts(of: best, from: size)
            best = try await inPlainOrder(try await withoutIdlePauses(minimal))
            // What pauses no more, or comes earlier, may have made something else needless.
            if wasCutShort || best.schedule == minimal.schedule { return best }
            size = 1
        }
    }

    /// What fails whatever the schedule is, if it does, and with a single change: found at once where each candidate may cost
    /// starts of programs.
    private func bare(_ start: Candidate) async throws -> Candidate {
        guard !target.endsWithSchedule, !start.schedule.isEmpty,
            let bare = try await attempt(removing: start.schedule.indices, from: start)
        else { return start }
        let few = Candidate(changes: Array(bare.changes.prefix(runner.plan.earlyChanges + 1)), schedule: [])
        return try await attempt(few, below: bare) ?? bare
    }

    /// Leaves out ever smaller parts, until no single one can be left out.
    ///
    /// - Parameter largest: How many choices the largest part has.
    private func withoutParts(of start: Candidate, from largest: Int) async throws -> Candidate {
        var (best, size) = (start, largest)
        while !runner.isOverdue {
            var hasShrunk = false
            var position = 0
            while position < best.schedule.count {
                let range = position..<min(position + size, best.schedule.count)
                if let smaller = try await attempt(removing: range, from: best) {
                    best = smaller
                    hasShrunk = true
                } else {
                    position += size
                }
            }
            if let smaller = try await attemptWithoutAChange(best) {
                best = smaller
                hasShrunk = true
            }
            if size == 1, let smaller = try await attemptWithoutAPair(best) {
                best = smaller
                hasShrunk = true
            }
            if size == 1, !hasShrunk, let smaller = try await attemptWithoutLastChanges(best) {
                best = smaller
                hasShrunk = true
            }
            if size > 1 {
                size /= 2
            } else if !hasShrunk, !runner.isOverdue {
                return best
            }
        }
        wasCutShort = true
        return best
    }

    /// Leaves out two choices at once: a fault and what it makes necessary, a pause and the going on after it.
    private func attemptWithoutAPair(_ best: Candidate) async throws -> Candidate? {
        guard best.schedule.count <= 16 else { return nil }
        for first in best.schedule.indices where !runner.isCostly {
            for second in best.schedule.indices.dropFirst(first + 1) {
                var schedule = best.schedule
                schedule.remove(at: second)
                let removed = schedule.remove(at: first)
                // A statement that pauses and goes on becomes one that does not pause.
                if removed.pausesAtRow != nil, removed.action == .statement || removed.action == .goOn {
                    var plain = removed
                    plain.pausesAtRow = nil
                    schedule.insert(plain, at: first)
                }
                let candidate = Candidate(changes: best.changes, schedule: schedule)
                if let smaller = try await attempt(candidate, below: best) { return smaller }
            }
        }
        return nil
    }

    /// Puts upstream's changes as early as they may come, as the guide tells the story: fewer turns to follow.
    private func inPlainOrder(_ start: Candidate) async throws -> Candidate {
        var best = start
        for index in best.schedule.indices.dropFirst() where best.schedule[index].action.isUpstream {
            var position = index
            while position > 0, best.schedule[position - 1].action == .clock, !runner.isOverdue {
                var schedule = best.schedule
                schedule.swapAt(position, position - 1)
                guard try await fails(Candidate(changes: best.changes, schedule: schedule)) else { break }
                best.schedule = schedule
                position -= 1
            }
        }
        return best
    }

    /// Lets statements run through that pause inside themselves for no purpose.
    private func withoutIdlePauses(_ start: Candidate) async throws -> Candidate {
        var best = start
        for index in best.schedule.indices where best.schedule[index].pausesAtRow != nil && !runner.isOverdue {
            var schedule = best.schedule
            schedule[index].pausesAtRow = nil
            if try await fails(Candidate(changes: best.changes, schedule: schedule)) { best.schedule = schedule }
        }
        return best
    }

    /// Whether exactly this candidate still fails.
    private func fails(_ candidate: Candidate) async throws -> Bool {
        candidates += 1
        return try await runner.hits(target, candidate)
    }

    private func attempt(removing range: Range<Int>, from best: Candidate) async throws -> Candidate? {
        var schedule = best.schedule
        schedule.removeSubrange(range)
        return try await attempt(Candidate(changes: best.changes, schedule: schedule), below: best)
    }

    /// Leaves out one upstream change altogether, with the choice that made it.
    private func attemptWithoutAChange(_ best: Candidate) async throws -> Candidate? {
        for index in best.changes.indices.dropFirst(runner.plan.earlyChanges) {
            var changes = best.changes
            changes.remove(at: index)
            guard !changes.isEmpty, runner.plan.isPossible(changes) else { continue }
            var schedule = best.schedule
            let upstream = schedule.indices.filter { schedule[$0].action.isUpstream }
            let made = index - runner.plan.earlyChanges
            if upstream.indices.contains(made) { schedule.remove(at: upstream[made]) }
            if let smaller = try await attempt(Candidate(changes: changes, schedule: schedule), below: best) {
                return smaller
            }
        }
        return nil
    }

    /// Leaves out the last changes of a record, all of them at first: where none can go by itself, since the next one needs it,
    /// or since what it puts behind in the line would come too early.
    private func attemptWithoutLastChanges(_ best: Candidate) async throws -> Candidate? {
        let early = runner.plan.earlyChanges
        let later = best.changes.indices.dropFirst(early)
        for record in Set(later.map { best.changes[$0].record }).sorted() {
            let own = later.filter { best.changes[$0].record == record }
            for count in stride(from: own.count, to: 1, by: -1) {
                let leftOut = Set(own.suffix(count))
                let changes = best.changes.indices.filter { !leftOut.contains($0) }.map { best.changes[$0] }
                guard !changes.isEmpty, runner.plan.isPossible(changes) else { continue }
                let upstream = best.schedule.indices.filter { best.schedule[$0].action.isUpstream }
                let made = Set(zip(upstream, later).filter { leftOut.contains($0.1) }.map(\.0))
                let schedule = best.schedule.indices.filter { !made.contains($0) }.map { best.schedule[$0] }
                if let smaller = try await attempt(Candidate(changes: changes, schedule: schedule), below: best) {
                    return smaller
                }
            }
        }
        return nil
    }

    private func attempt(_ candidate: Candidate, below best: Candidate) async throws -> Candidate? {
        try Task.checkCancellation()
        // Past the deadline no candidate is any better.
        if runner.isOverdue { return nil }
        let schedule = Self.renumbered(candidate.schedule)
        candidates += 1
        let tried = Candidate(changes: candidate.changes, schedule: schedule)
        guard let outcome = try await runner.run(tried, leavesOutObstacles: true), target.isHit(by: outcome) else {
            return nil
        }
        // Upstream changes that were not made do not matter to a run that ends in its schedule.
        let changes = target.endsWithSchedule ? outcome.changes : candidate.changes
        guard (outcome.schedule.count, changes.count) != (best.schedule.count, best.changes.count) else { return nil }
        return Candidate(changes: changes, schedule: outcome.schedule)
    }

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
}
