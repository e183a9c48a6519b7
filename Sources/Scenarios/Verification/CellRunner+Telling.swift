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
                    + "of the database\(anew(again)): this failure does not replay"
                    + template.chanceRemark)
            cell.take(doubt, FailureReport(plan: plan, failure.schedule, doubt: doubt, steps: again.steps))
        }
    }

    /// How a run with programs that were started anew differs, where workers are programs.
    private func anew(_ again: RunOutcome) -> String {
        guard template.strategy.command != nil else { return "" }
        let place = again.isAbandoned ? ", and step \(again.schedule.count + 1) was not possible then" : ""
        return " with programs started anew\(place), so what they remember of earlier schedules matters"
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
