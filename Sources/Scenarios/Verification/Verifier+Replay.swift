public import FakeSequin
public import Syncer

/// A database as it is at a violation.
public struct OpenWorld: Sendable {
    /// How to connect to it, as psql takes it: keywords and values, without a password.
    public let connection: String
}

extension Verifier {
    /// Runs a failure again, as it was recorded.
    ///
    /// If the scripts have changed and a choice is not possible any more, the same workload is searched afresh, with
    /// as many schedules as the settings say.
    ///
    /// - Parameters:
    ///   - file: The failure.
    ///   - strategy: The strategy that it names.
    ///   - scenario: The scenario that it names.
    ///   - consumer: The consumer that it names.
    ///   - atViolation: Called where a property is violated, while all sessions still are as they were then, with
    ///     their transactions open; when it returns, everything is cleared away.
    /// - Throws: `StrategyError`, `PostgresError`, ``EnvironmentFailure``.
    public func replay(
        _ file: FailureFile, strategy: Strategy, scenario: Scenario, consumer: ConsumerKind,
        atViolation: ((ReplayOutcome, OpenWorld) async throws -> Void)? = nil
    ) async throws -> ReplayOutcome {
        guard let host = scenario.setup.killsServer ? crashHost : host else {
            throw EnvironmentFailure(reason: "it kills Postgres, and only a throwaway cluster may be killed")
        }
        var settings = self.settings
        settings.consumer = consumer
        settings.seed = file.seed
        return try await endingInHaste {
            do {
                return try await replay(file, strategy, scenario, settings, on: host, atViolation)
            } catch {
                throw host.watchdog.takeStrike()?.failure ?? error
            }
        }
    }

    private func replay(
        _ file: FailureFile, _ strategy: Strategy, _ scenario: Scenario, _ settings: VerificationSettings,
        on host: ServerHost, _ atViolation: ((ReplayOutcome, OpenWorld) async throws -> Void)?
    ) async throws -> ReplayOutcome {
        try await withTemplate(strategy, on: host) { template in
            var outcome = try await template.follow(file, scenario, settings, atViolation)
            // Of Swift code nobody knows whether it has changed.
            outcome.hasChanged = strategy.fingerprint != file.fingerprint || strategy.destination != nil
            guard outcome.obstacle != nil, outcome.hasChanged else { return outcome }
            let runner = CellRunner(template: template, settings: settings)
            runner.workload = file.changes
            let cell = try await runner.run(scenario, bounds: file.bounds, deadline: settings.deadline)
            if cell.isInterrupted { throw CancellationError() }
            outcome.search = cell
            if let atViolation, let found = cell.failure?.file {
                _ = try await template.follow(found, scenario, settings) { [outcome] _, world in
                    try await atViolation(outcome, world)
                }
            }
            return outcome
        }
    }
}

extension StrategyTemplate {
    /// Follows a recorded failure in a world of its own.
    func follow(
        _ file: FailureFile, _ scenario: Scenario, _ settings: VerificationSettings,
        _ atViolation: ((ReplayOutcome, OpenWorld) async throws -> Void)? = nil
    ) async throws -> ReplayOutcome {
        let database = try await makeWorld(WorldVariant(scenario))
        let world = SessionPool(database)
        let plan = WorldPlan(
            template: self, scenario: scenario, bounds: file.bounds, consumer: settings.consumer, seed: settings.seed)
        let open = OpenWorld(connection: connection(to: database))
        let result: Result<ReplayOutcome, any Error>
        do {
            let pursuit = FailurePursuit(plan: plan, sessions: world)
            let outcome = try await pursuit.follow(
                file,
                atViolation: atViolation.map { hook in
                    { [watchdog] outcome in
                        // Whoever looks inside may take their time.
                        watchdog.isPaused = true
                        defer { watchdog.isPaused = false }
                        try await hook(outcome, open)
                    }
                })
            result = .success(outcome)
        } catch {
            result = .failure(error)
        }
        world.close()
        await drop(database)
        return try result.get()
    }
}

/// What came of running a failure file.
public struct ReplayOutcome: Sendable {
    /// The violation; nil if there was none.
    public var violation: Violation?
    /// The history.
    public var steps: [Step]
    /// The choice, from 1, that could not be followed; nil if all could.
    public var obstacle: Int?
    /// The choice that could not be followed.
    public var obstacleChoice: Choice?
    /// Whether the history is the recorded one, to the letter.
    public var isIdentical: Bool
    /// Whether the strategy's files are others than those that failed.
    public var hasChanged = false
    /// What a search of the same workload came to, where the choices fit the changed scripts no more.
    public var search: CellOutcome?

    init(_ outcome: RunOutcome, of file: FailureFile) {
        violation = outcome.violation
        steps = outcome.steps
        if outcome.isAbandoned {
            obstacle = outcome.schedule.count + 1
            obstacleChoice = file.choices[outcome.schedule.count]
        }
        var found = outcome.violation
        // A token leaves the sentence out.
        if file.violation.because.isEmpty { found?.because = "" }
        isIdentical = found == file.violation && outcome.steps.fingerprint == file.history
    }
}
