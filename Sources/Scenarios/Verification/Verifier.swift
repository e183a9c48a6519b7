public import FakeSequin
public import Postgres
public import Syncer

/// Checks strategies under scenarios, on one server.
///
/// One thread uses it: the one that runs its event loop.
public final class Verifier {
    private let server: ServerAccess
    private let loop: EventLoop
    let settings: VerificationSettings
    private let maintenance: Connection
    private var templates = 0

    /// Readies a server for checks.
    ///
    /// - Throws: `PostgresError`.
    public init(server: ServerAccess, loop: EventLoop, settings: VerificationSettings) async throws {
        self.server = server
        self.loop = loop
        self.settings = settings
        maintenance = try await Connection.open(server.maintenanceTarget(), on: loop)
        guard server.isOwn else { return }
        let role = ServerAccess.workerRole
        let known = try await maintenance.run(
            Statement("select 1 from pg_roles where rolname = $1", parameters: [role]))
        if known.rows.isEmpty { _ = try await maintenance.run(Statement("create role \(role) login", prepares: false)) }
    }

    /// Checks one strategy under several scenarios, and tells of each cell as it is finished.
    ///
    /// - Parameter cellsLeft: How many cells the command still has to run, these included: the budget is shared out.
    /// - Throws: `StrategyError` for what the server refuses of the strategy; `PostgresError`; `BoundsError`.
    public func verify(
        _ strategy: Strategy, scenarios: [Scenario], cellsLeft: Int, onCell: (CellOutcome) -> Void
    ) async throws {
        try await withTemplate(strategy) { template in
            let runner = CellRunner(template: template, settings: settings)
            for (index, scenario) in scenarios.enumerated() {
                let bounds = try settings.bounds(for: scenario)
                let cell = try await runner.run(
                    scenario, bounds: bounds, deadline: share(of: cellsLeft - index))
                onCell(cell)
                if cell.isInterrupted { throw CancellationError() }
                if cell.environmentFailed { throw EnvironmentFailure(reason: cell.result.because ?? "") }
            }
        }
    }

    /// Runs a failure again, as it was recorded.
    ///
    /// - Returns: What happened; nil if the schedule could not be followed to its end.
    /// - Throws: `StrategyError`, `PostgresError`.
    public func replay(_ file: FailureFile, strategy: Strategy, scenario: Scenario, consumer: ConsumerKind)
        async throws -> ReplayOutcome
    {
        try await withTemplate(strategy) { template in
            let world = try await template.makeWorld(WorldVariant(scenario))
            var settings = self.settings
            settings.consumer = consumer
            settings.seed = file.seed
            let plan = WorldPlan(template: template, scenario: scenario, bounds: file.bounds, settings: settings)
            let outcome = try await FailurePursuit(plan: plan, database: world).follow(file)
            await template.drop(world)
            return outcome
        }
    }

    /// Ends the verifier's own session.
    public func close() { maintenance.close() }

    func withTemplate<T>(_ strategy: Strategy, _ body: (StrategyTemplate) async throws -> T) async throws -> T {
        templates += 1
        let template = try await StrategyTemplate(
            strategy, number: templates, server: server, maintenance: maintenance, loop: loop)
        do {
            let result = try await body(template)
            await template.close()
            return result
        } catch {
            await template.close()
            throw error
        }
    }

    /// When a cell must be over: an equal share of what is left of the budget.
    private func share(of cellsLeft: Int) -> ContinuousClock.Instant? {
        guard let deadline = settings.deadline else { return nil }
        let now = ContinuousClock.now  // wall clock: --budget
        return now + (deadline - now) / max(1, cellsLeft)
    }
}

/// The server failed, so that no further cell can be run.
public struct EnvironmentFailure: Error, CustomStringConvertible {
    /// What failed.
    public let reason: String
    /// What failed.
    public var description: String { reason }
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
}
