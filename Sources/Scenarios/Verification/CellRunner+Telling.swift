import Postgres
import Simulation
import Syncer

extension CellRunner {
    /// Runs `body` in a world of its own, on a fresh clone of the database.
    private func inFreshWorld<T>(for plan: WorldPlan, _ body: (WorldHome) async throws -> T) async throws -> T {
        if isAlone { await discardWorlds() }
        return try await template.withHome(WorldVariant(plan.scenario), body)
    }

    /// Reproduces a failure on a fresh clone of the database, then shrinks it there.
    func pursue(
        _ failure: RunOutcome, _ plan: WorldPlan, _ deadline: ContinuousClock.Instant?, into cell: inout CellOutcome
    ) async throws {
        var reproduced: ShrunkFailure?
        let result: FailurePursuit.Result
        do {
            result = try await inFreshWorld(for: plan) { world in
                let pursuit = FailurePursuit(plan: plan, home: world, deadline: pursuitDeadline(deadline))
                defer { reproduced = pursuit.reproduced }
                return try await pursuit.pursue(failure)
            }
        } catch {
            // That it fails is known, whatever kept it from being made smaller.
            guard let reproduced, !(error is CancellationError) else { throw error }
            if (error as? PostgresError)?.connectionLost == true { _ = await template.watchdog.probe() }
            return cell.take(reproduced)
        }
        switch result {
        case .shrunk(let shrunk): cell.take(shrunk)
        case .lost(let again):
            let violation = failure.violation
            let doubt = Doubt(
                kind: .notReplayed, step: violation?.step ?? failure.schedule.count,
                because: "schedule \(cell.result.firstViolationAt ?? 0) violated "
                    + "\(violation?.property.rawValue ?? "a property"), but did not when it was run again on a fresh clone "
                    + "of the database\(anew(failure, again)): this failure does not replay"
                    + template.chanceRemark)
            cell.take(doubt, FailureReport(plan: plan, failure.schedule, doubt: doubt, steps: again.steps))
        }
    }

    /// How a run with programs that were started anew differs, where workers are programs.
    private func anew(_ failure: RunOutcome, _ again: RunOutcome) -> String {
        guard template.strategy.command != nil else { return "" }
        return " with programs started anew, so what they remember of earlier schedules matters: "
            + Self.difference(failure, again)
    }

    /// Which step of a failure differed when it was run again, and how.
    private static func difference(_ failure: RunOutcome, _ again: RunOutcome) -> String {
        let known = failure.steps.isEmpty ? failure.trace : failure.steps
        if let difference = HistoryDifference(known, again.steps), difference.second != nil || !again.isAbandoned {
            return "\(difference)"
        }
        let step = again.schedule.count
        guard again.isAbandoned, failure.schedule.indices.contains(step) else { return "no step differed" }
        let wanted = failure.schedule[step]
        // What the same worker could do tells most.
        let possible = again.possible.filter { $0.worker == wanted.worker } + again.possible
        var seen: Set<Choice> = []
        let few = possible.filter { seen.insert($0).inserted }.prefix(3).map { "'\($0)'" }
        return "step \(step + 1) was '\(wanted)', and not possible the second time"
            + (few.isEmpty ? ", as nothing was" : "; \(few.joined(separator: ", ")) \(few.count == 1 ? "was" : "were")")
    }

    /// Tells of a schedule that came to no verdict how it got there.
    func tell(_ run: VoidRun, _ plan: WorldPlan, into cell: inout CellOutcome) async {
        // One of them is of no use any more, and the cell needs none.
        await discardWorlds()
        let doubt = Doubt(run)
        cell.take(doubt, try? await retrace(run, doubt, plan))
    }

    /// Runs a schedule again up to where it came to no verdict, for its history: not the last step, which would take as
    /// long once more.
    ///
    /// - Returns: Nil if it could not be followed.
    private func retrace(_ run: VoidRun, _ doubt: Doubt, _ plan: WorldPlan) async throws -> FailureReport? {
        let schedule = run.outcome.schedule + run.outcome.fairChoices
        var retracing = plan
        (retracing.isReplay, retracing.isRetraced) = (true, true)
        retracing.stopsBefore = run.isInStep ? schedule.last : nil
        let outcome = try await inFreshWorld(for: plan) { world in
            var decider = ReplayDecider(run.isInStep ? Array(schedule.dropLast()) : schedule)
            return try await World(plan: retracing, home: world, isRecording: true).run(&decider)
        }
        guard !outcome.isAbandoned, outcome.violation == nil else { return nil }
        return FailureReport(plan: plan, schedule, doubt: doubt, steps: outcome.steps)
    }
}
