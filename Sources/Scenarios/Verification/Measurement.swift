import FakeSequin
import Simulation
public import Syncer

/// What one exploration took, up to its first violation, without shrinking it: for benchmarks.
public struct Measurement: Sendable, Codable {
    /// The strategy's name.
    public var strategy: String
    /// The scenario's name.
    public var scenario: String
    /// The consumer's name.
    public var consumer: String
    /// How schedules were chosen.
    public var explorer: String
    /// The seed.
    public var seed: UInt64
    /// Schedules that were run.
    public var schedules: Int
    /// Schedules that need not be run to their end.
    public var pruned: Int
    /// Statements sent to the server, resets and checks included.
    public var statements: Int
    /// Wall-clock seconds, without the server's start and the making of the databases.
    public var seconds: Double
    /// How many of the schedules met the hazard.
    public var hazards: Int
    /// The number of the first schedule that failed, from 1.
    public var firstViolationAt: Int?
    /// The property that it violated.
    public var property: Property?

    enum CodingKeys: String, CodingKey {
        case strategy, scenario, consumer, explorer, seed, schedules, pruned, statements, seconds, hazards, property
        case firstViolationAt = "first_violation_at"
    }
}

extension Verifier {
    /// Explores a strategy under a scenario with each seed, on the same databases, and tells of each exploration.
    ///
    /// - Parameters:
    ///   - strategy: What to explore.
    ///   - scenario: Under which scenario.
    ///   - seeds: One exploration for each.
    ///   - budget: When an exploration is cut short; nil for never.
    ///   - onMeasured: Told of each exploration.
    /// - Throws: `StrategyError`, ``EnvironmentFailure``, `BoundsError`, `CancellationError`.
    public func measure(
        _ strategy: Strategy, scenario: Scenario, seeds: [UInt64], budget: Duration? = nil,
        onMeasured: (Measurement) -> Void
    ) async throws {
        do {
            try await measureAll(strategy, scenario, seeds, budget, onMeasured)
        } catch let error
            where error is StrategyError || error is BoundsError || error is CancellationError
            || error is VirtualTimeUnavailable
        {
            throw error
        } catch {
            throw await host.watchdog.failure(for: error)
        }
    }

    private func measureAll(
        _ strategy: Strategy, _ scenario: Scenario, _ seeds: [UInt64], _ budget: Duration?,
        _ onMeasured: (Measurement) -> Void
    ) async throws {
        guard let host = scenario.setup.killsServer ? crashHost : host else {
            throw EnvironmentFailure(reason: "it kills Postgres, and there is no cluster that may be killed")
        }
        try await withTemplate(strategy, under: settings.consumers(of: [scenario], for: strategy), on: host) {
            template in
            let bounds = try settings.bounds(for: scenario)
            let runner = CellRunner(template: template, settings: settings)
            // The first exploration makes databases and connections, and prepares statements: it is not measured.
            runner.settings.schedules = scenario.setup.killsServer ? 1 : min(settings.schedules, 30)
            runner.settings.explorer = .random
            try await runner.measure(scenario, bounds, nil) { _ in }
            runner.settings = settings
            for seed in seeds {
                runner.settings.seed = seed
                try await runner.measure(scenario, bounds, budget, onMeasured)
            }
        }
    }
}

extension CellRunner {
    fileprivate func measure(
        _ scenario: Scenario, _ bounds: Bounds, _ budget: Duration?, _ onMeasured: (Measurement) -> Void
    ) async throws {
        try await measure(scenario, bounds, budget, by: explorer(scenario), onMeasured)
    }

    private func measure(
        _ scenario: Scenario, _ bounds: Bounds, _ budget: Duration?, by explorer: some Explorer<Choice>,
        _ onMeasured: (Measurement) -> Void
    ) async throws {
        let plan = try await makePlan(scenario, bounds, comparingStates: explorer.comparesStates)
        let started = ContinuousClock.now  // wall clock: what is measured
        let queue = ScheduleQueue(explorer, deadline: budget.map { started + $0 })
        try await explore(plan, queue)
        if let run = queue.void { throw run.failure }
        let seconds = (ContinuousClock.now - started) / .seconds(1)  // wall clock: as above
        let tally = queue.tally
        onMeasured(
            Measurement(
                strategy: plan.strategy.name, scenario: scenario.name, consumer: plan.consumer.kind.rawValue,
                explorer: settings.explorer.rawValue, seed: settings.seed, schedules: tally.schedules,
                pruned: tally.pruned, statements: tally.statements, seconds: seconds, hazards: tally.hazards,
                firstViolationAt: queue.failing, property: queue.failure?.violation?.property))
    }
}
