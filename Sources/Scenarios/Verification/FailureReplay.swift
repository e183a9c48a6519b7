import Simulation
import Syncer

/// Follows recorded failures of one strategy under one scenario, each in a world of its own.
struct FailureReplay {
    let template: StrategyTemplate
    let scenario: Scenario
    /// What was asked for, with the failure's own consumer and seed.
    let settings: VerificationSettings

    /// Called where a property is violated, while all sessions still are as they were then.
    typealias AtViolation = (ReplayOutcome, OpenWorld) async throws -> Void

    /// Follows a failure; if the strategy has changed and a choice is not possible any more, searches the same
    /// workload afresh.
    func followOrSearch(_ file: FailureFile, _ atViolation: AtViolation?) async throws -> ReplayOutcome {
        let strategy = template.strategy
        var outcome = try await follow(file, atViolation)
        // Whether code has changed that lies elsewhere is not known.
        outcome.hasChanged = strategy.fingerprint != file.fingerprint || strategy.isOpaque
        guard outcome.obstacle != nil, outcome.hasChanged else { return outcome }
        let runner = CellRunner(template: template, settings: settings)
        runner.workload = file.changes
        let cell = try await runner.run(scenario, bounds: file.bounds, deadline: settings.deadline)
        if cell.isInterrupted { throw CancellationError() }
        if let loss = template.watchdog.loss { throw loss }
        outcome.search = cell
        if let atViolation, let found = cell.failure?.file {
            _ = try await follow(found) { [outcome] _, world in try await atViolation(outcome, world) }
        }
        return outcome
    }

    /// Follows a failure.
    func follow(_ file: FailureFile, _ atViolation: AtViolation? = nil) async throws -> ReplayOutcome {
        try await template.withHome(WorldVariant(scenario)) { try await follow(file, in: $0, atViolation) }
    }

    private func follow(
        _ file: FailureFile, in world: WorldHome, _ atViolation: AtViolation?
    ) async throws -> ReplayOutcome {
        var plan = WorldPlan(
            template: template, scenario: scenario, bounds: file.bounds,
            consumer: settings.consumer(for: template.strategy),
            seed: settings.seed)
        plan.take(file.changes)
        plan.isReplay = true
        let run = World(plan: plan, home: world, isRecording: true)
        if let atViolation {
            let open = OpenWorld(connection: template.connection(to: world.sessions.database)) {
                [watchdog = template.watchdog] in watchdog.loss
            }
            run.atViolation = { [watchdog = template.watchdog] outcome in
                // A look inside by hand may take its time.
                watchdog.isPaused = true
                defer { watchdog.isPaused = false }
                try await atViolation(ReplayOutcome(outcome, of: file), open)
            }
        }
        var decider = ReplayDecider(file.choices)
        do {
            return ReplayOutcome(try await run.run(&decider), of: file)
        } catch let void as VoidRun {
            return ReplayOutcome(void, of: file)
        }
    }
}
