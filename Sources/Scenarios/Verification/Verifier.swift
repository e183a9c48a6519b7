public import FakeSequin
public import Postgres
import Processes
public import Syncer

/// Checks strategies under scenarios, on one server.
public final class Verifier {
    let loop: EventLoop
    let settings: VerificationSettings
    let host: ServerHost
    /// A server that may be killed; nil where there is none.
    let crashHost: ServerHost?
    /// A server that has the time of its schedules, and may be killed.
    private let timing: TimedHosts
    private var templates = 0
    /// The folders of strategies whose schemas were warned of.
    private var warned: Set<String> = []

    /// Readies servers for checks.
    ///
    /// - Parameters:
    ///   - server: Where worlds are made.
    ///   - crashServer: A server of our own for scenarios that kill it.
    ///   - timedServer: A server of our own for strategies that need to have the time of their schedules.
    ///   - loop: The event loop that this is called on.
    ///   - settings: What is asked for.
    /// - Throws: `PostgresError`.
    public init(
        server: ServerAccess, crashServer: ServerAccess? = nil, timedServer: TimedServer? = nil, loop: EventLoop,
        settings: VerificationSettings
    ) async throws {
        self.loop = loop
        self.settings = settings
        let limit = settings.statementLimit
        host = try await ServerHost(server, on: loop, statementLimit: limit)
        crashHost =
            if let crashServer { try await ServerHost(crashServer, on: loop, statementLimit: limit) } else { nil }
        timing = TimedHosts(timedServer, settings: settings, loop: loop)
    }

    /// Checks one strategy under several scenarios, and tells of each cell as it is finished.
    ///
    /// - Parameters:
    ///   - strategy: What to check.
    ///   - scenarios: Under which scenarios.
    ///   - cellsLeft: How many cells the command still has to run, these included: the budget is shared out.
    ///   - onCell: Told of each cell.
    /// - Throws: `StrategyError` for what the server refuses of the strategy; `BoundsError`; ``EnvironmentFailure`` once the
    ///   server is gone.
    public func verify(
        _ strategy: Strategy, scenarios: [Scenario], cellsLeft: Int, onCell: (CellOutcome) -> Void
    ) async throws {
        try await endingInHaste { try await run(strategy, scenarios, cellsLeft: cellsLeft, onCell: onCell) }
    }

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
    /// - Throws: `StrategyError`, ``EnvironmentFailure``.
    public func replay(
        _ file: FailureFile, strategy: Strategy, scenario: Scenario, consumer: ConsumerKind,
        atViolation: ((ReplayOutcome, OpenWorld) async throws -> Void)? = nil
    ) async throws -> ReplayOutcome {
        let timed = try await timing.host(for: strategy)
        guard let host = timed ?? (scenario.setup.killsServer ? crashHost : host) else {
            throw EnvironmentFailure(reason: "it kills Postgres, and only a throwaway cluster may be killed")
        }
        if scenario.setup.hasPausePoints, !host.access.isOwn {
            throw EnvironmentFailure(reason: CellRunner.foreignServer)
        }
        var settings = self.settings
        settings.consumer = consumer
        settings.seed = file.seed
        return try await endingInHaste {
            do {
                return try await onTimeIfNeeded(strategy, under: consumer, on: host) { template in
                    try await FailureReplay(template: template, scenario: scenario, settings: settings)
                        .followOrSearch(file, atViolation)
                }
            } catch let error
                where error is StrategyError || error is CancellationError || error is VirtualTimeUnavailable
            {
                throw error
            } catch {
                throw await host.watchdog.failure(for: error)
            }
        }
    }

    /// Runs `body`; when it is cancelled, no statement may keep it for long.
    func endingInHaste<T>(_ body: () async throws -> T) async throws -> T {
        let watchdogs = ([host, crashHost, timing.present].compactMap { $0 }).map(\.watchdog)
        return try await withTaskCancellationHandler {
            try await body()
        } onCancel: {
            for watchdog in watchdogs { watchdog.hurry() }
        }
    }

    private func run(
        _ strategy: Strategy, _ scenarios: [Scenario], cellsLeft: Int, onCell: (CellOutcome) -> Void
    ) async throws {
        let indexed = Array(scenarios.enumerated())
        if let timed = try await timing.host(for: strategy) {
            return try await run(strategy, indexed, on: timed, cellsLeft: cellsLeft, onCell: onCell)
        }
        for (killsServer, host) in [(false, host), (true, crashHost)] {
            let chosen = indexed.filter { $0.element.setup.killsServer == killsServer }
            if killsServer, chosen.isEmpty { continue }
            guard let host else {
                for (_, scenario) in chosen { onCell(try skipped(strategy, scenario)) }
                continue
            }
            // The first template is made even past the deadline: what the server refuses of a strategy comes first.
            if templates > 0, isOver {
                for (_, scenario) in chosen { onCell(notReached(strategy, scenario)) }
                continue
            }
            do {
                try await run(strategy, chosen, on: host, cellsLeft: cellsLeft, onCell: onCell)
            } catch let error as NeedsTime {
                guard let timed = timing.present else { throw error }
                return try await run(strategy, indexed, on: timed, cellsLeft: cellsLeft, onCell: onCell)
            }
        }
    }

    /// A strategy turned out to need a server that has the time of its schedules.
    private struct NeedsTime: Error {}

    /// Sees to it that a strategy whose schema names time is run where that is its schedules'.
    private func checkTime(of template: StrategyTemplate) async throws {
        if !template.hasItsTime, try await timing.host(for: template) != nil { throw NeedsTime() }
    }

    private func onTimeIfNeeded<T>(
        _ strategy: Strategy, under consumer: ConsumerKind, on host: ServerHost,
        _ body: (StrategyTemplate) async throws -> T
    ) async throws -> T {
        do {
            return try await withTemplate(strategy, under: [consumer], on: host) { template in
                try await checkTime(of: template)
                return try await body(template)
            }
        } catch let error as NeedsTime {
            guard let timed = timing.present else { throw error }
            return try await withTemplate(strategy, under: [consumer], on: timed, body)
        }
    }

    /// Runs the cells of a strategy that one server can run. What fails of one says nothing of the others, unless the server
    /// is gone.
    private func run(
        _ strategy: Strategy, _ cells: [(offset: Int, element: Scenario)], on host: ServerHost, cellsLeft: Int,
        onCell: (CellOutcome) -> Void
    ) async throws {
        var left = cells[...]
        do {
            try await withTemplate(
                strategy, under: settings.consumers(of: cells.map(\.element), for: strategy), on: host
            ) {
                template in
                try await checkTime(of: template)
                warn(of: template)
                let runner = CellRunner(template: template, settings: settings)
                while let (index, scenario) = left.first {
                    let cell = try await run(scenario, of: strategy, by: runner, on: host, cellsLeft - index)
                    left.removeFirst()
                    onCell(cell)
                    if cell.isInterrupted { throw CancellationError() }
                    if let loss = host.watchdog.loss { throw loss }
                }
            }
        } catch let error
            where error is StrategyError || error is CancellationError || error is BoundsError
            || error is VirtualTimeUnavailable || error is NeedsTime
        {
            throw error
        } catch {
            try Task.checkCancellation()
            let failure = await host.watchdog.failure(for: error)
            host.watchdog.takeStrike()
            // One that is there to be killed may be gone alone.
            if failure.isServerLost, host === self.host { throw failure }
            for (_, scenario) in left {
                var cell = notRun(strategy, scenario, because: "")
                cell.fail(failure, isEndless: false)
                onCell(cell)
            }
        }
    }

    private func run(
        _ scenario: Scenario, of strategy: Strategy, by runner: CellRunner, on host: ServerHost, _ cellsLeft: Int
    ) async throws -> CellOutcome {
        if isOver { return notReached(strategy, scenario) }
        let bounds = try settings.bounds(for: scenario)
        do {
            return try await runner.run(scenario, bounds: bounds, deadline: share(of: cellsLeft))
        } catch let error where !(error is CancellationError) {
            let isEndless = host.watchdog.strike != nil
            var cell = notRun(strategy, scenario, because: "")
            cell.fail(await host.watchdog.failure(for: error), isEndless: isEndless)
            host.watchdog.takeStrike()
            return cell
        }
    }

    /// Tells what is to know of a strategy's schema; once, whatever servers it is tried on.
    private func warn(of template: StrategyTemplate) {
        let folder = template.strategy.folder
        guard warned.insert(folder).inserted else { return }
        for clause in template.decidingChance {
            settings.onWarning?("\(folder): \(clause): real time or real chance, so schedules may not replay")
        }
    }

    private func skipped(_ strategy: Strategy, _ scenario: Scenario) throws -> CellOutcome {
        var result = CellResult.notRun(
            strategy: strategy, scenario: scenario, settings: settings,
            because: "it kills Postgres, and only a throwaway cluster of converge's own may be killed")
        result.verdict = .skipped
        return CellOutcome(result)
    }

    /// Whether the budget has ended: then nothing more is begun.
    private var isOver: Bool { settings.deadline.hasPassed }

    /// A cell that the budget has no time for.
    private func notReached(_ strategy: Strategy, _ scenario: Scenario) -> CellOutcome {
        var cell = notRun(
            strategy, scenario, because: "the budget ended before it was run: give a longer --budget")
        cell.result.cutShort = CutShort(
            planned: settings.explorer.drawsSchedules ? settings.schedules(for: scenario) : nil)
        return cell
    }

    private func notRun(_ strategy: Strategy, _ scenario: Scenario, because reason: String) -> CellOutcome {
        CellOutcome(.notRun(strategy: strategy, scenario: scenario, settings: settings, because: reason))
    }

    /// Ends the verifier's own sessions.
    public func close() {
        host.close()
        crashHost?.close()
        timing.present?.close()
    }

    /// - Parameter consumers: Those that the strategy is to be run under.
    func withTemplate<T>(
        _ strategy: Strategy, under consumers: Set<ConsumerKind>, on host: ServerHost,
        _ body: (StrategyTemplate) async throws -> T
    ) async throws -> T {
        templates += 1
        let template = try await StrategyTemplate(
            strategy, number: templates, host: host, seed: settings.seed, consumers: consumers, loop: loop)
        do {
            if strategy.command != nil {
                ProcessSweeper.sweep()
                try await ProgramTrial(template: template, settings: settings).run()
            }
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
