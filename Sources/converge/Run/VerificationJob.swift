import Foundation
import Postgres
import Reports
import Scenarios
import Syncer

/// The work of `matrix` and `verify`: checks input, runs the cells, reports.
struct VerificationJob: Sendable {
    /// What the results are held against.
    enum Kind: String, Sendable {
        case matrix
        case verify
    }

    var kind = Kind.verify
    /// Whether scenarios also run with the consumers that a strategy's `expect` names for them.
    var addsConsumers = false
    var strategies: [StrategyUnderTest] = [] {
        didSet { settings.takeConsumer(of: strategies.map(\.strategy)) }
    }
    let scenarios: [Scenario]
    /// Which part of the cells is run here; nil for all.
    let shard: Shard?
    /// Where an exhaustive exploration goes on, and is kept.
    let resume: String?
    private(set) var settings: VerificationSettings
    let server: ServerOptions
    let reports: ReportOptions
    let files: ReportFileOptions
    let output: OutputOptions
    let started = ContinuousClock.now
    /// How long everything may take; nil for as long as it needs.
    private let budget: Duration?

    /// Checks what was asked for.
    ///
    /// - Throws: ``Stop``.
    init(
        exploration: ExplorationOptions, server: ServerOptions, reports: ReportOptions, files: ReportFileOptions,
        output: OutputOptions
    ) throws {
        scenarios = try exploration.scenarios()
        var settings = try exploration.settings()
        budget = exploration.budget?.duration
        if let limit = server.statementLimit?.duration { settings.statementLimit = limit }
        settings.serverTime = server.serverTime
        resume = exploration.resume
        shard = exploration.shard
        self.settings = settings
        self.server = server
        self.reports = reports
        self.files = files
        self.output = output
        for scenario in scenarios {
            do {
                _ = try settings.bounds(for: scenario)
            } catch {
                throw Stop(.usage, "\(error).")
            }
        }
        try server.check()
        try reports.check()
        try files.check(json: reports.json)
    }

    /// The scenarios that are run here of a strategy, by its number.
    func scenarios(of strategy: Int) -> [Scenario] {
        let all = allScenarios(of: strategy)
        guard let shard else { return all }
        guard let sharing else {
            return all.enumerated().filter { shard.includes(strategy: strategy, scenario: $0.offset) }.map(\.element)
        }
        let index = sharing.cell - strategies.indices.prefix(strategy).reduce(0) { $0 + allScenarios(of: $1).count }
        guard all.indices.contains(index), ScheduleRange(sharing.share, of: settings.schedules(for: all[index])) != nil
        else { return [] }
        return [all[index]]
    }

    /// The scenarios that all shards together run of a strategy.
    private func allScenarios(of strategy: Int) -> [Scenario] {
        guard addsConsumers else { return scenarios }
        let (tested, settings) = (strategies[strategy], settings)
        return scenarios.flatMap {
            $0.variants(for: tested.expectations, besides: settings.consumer(for: tested.strategy))
        }
    }

    /// Where there are more shards than cells, whose schedules can be told apart: the cell that this one shares with others.
    private var sharing: (cell: Int, share: Shard)? {
        guard let shard, settings.explorer.sharesCells else { return nil }
        return shard.sharing(cells: strategies.indices.reduce(0) { $0 + allScenarios(of: $1).count })
    }

    /// The cells that are run here, in order.
    var cells: [(strategy: StrategyUnderTest, scenario: Scenario)] {
        strategies.indices.flatMap { index in scenarios(of: index).map { (strategies[index], $0) } }
    }

    /// When exploring must end for a command whose server has just been started, so that the budget holds for its
    /// end too: databases are dropped, the server is removed, reports are written. That takes longer on a busy
    /// machine, as starting the server did; never less than half the budget is for exploring.
    var deadline: ContinuousClock.Instant? {
        guard let budget else { return nil }
        let starting = ContinuousClock.now - started  // wall clock: --budget
        let ending = max(min(budget / 20, .milliseconds(300)), starting / 5)
        return started + budget - min(ending, budget / 2)
    }

    /// Runs the cells and reports.
    ///
    /// - Throws: ``Stop`` with the status, unless that is 0.
    func run() throws {
        try ProgramRules.check(strategies.map(\.strategy), explorer: settings.explorer, server: server)
        var job = self
        job.settings.share = sharing?.share
        // Reports name it in their head.
        let consumers = Set(strategies.map { settings.consumer(for: $0.strategy) })
        if let consumer = consumers.first, consumers.count == 1 { job.settings.consumer = consumer }
        job.settings.resume = try Resumption.load(self)
        try job.explore()
    }

    private mutating func explore() throws {
        let console = Console(output)
        console.yieldsOutput = reports.json == "-" || files.usesOutput
        settings.known = FailureCorpus.load(self, console: console)
        for strategy in strategies.map(\.strategy) {
            // What names time runs on the schedule's, unless that cannot be had, which is said then.
            let hasItsTime = server.givesTime && strategy.command == nil
            for warning in strategy.warnings where !(hasItsTime && warning.isOfTime) {
                console.say("warning: \(strategy.folder)/\(warning)")
            }
        }
        let loop = EventLoop()
        let cells = CommandRun(self, console: console, server: ServerSetup(server, on: loop), loop: loop)
        cells.server.onNote = console.warn
        let signals = Signals()
        console.onClosedOutput = { signals.raise(SIGPIPE) }
        var failure: (any Error)?
        do {
            try loop.run {
                try await signals.run(on: loop, tick: { cells.tick() }) { try await cells.run() }
            }
        } catch {
            failure = error
        }
        signals.restore()
        console.eraseStatus()
        if let stop = failure as? Stop, signals.received == nil { throw stop }
        try finish(cells, console: console, failure: failure, signal: signals.received)
    }

    private func finish(_ cells: CommandRun, console: Console, failure: (any Error)?, signal: Int32?) throws {
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        if let signal, signal != SIGPIPE {
            console.say("interrupted: \(cells.judgements.count) of \(self.cells.count) cells are finished.")
        }
        if self.cells.isEmpty, let shard {
            console.say(
                "shard \(shard) has \(settings.share == nil ? "no cells" : "no schedules"): there are fewer than shards."
            )
        }
        let run = RunSummary(
            command: kind.rawValue, judgements: cells.judgements, planned: self.cells.count, settings: settings,
            postgres: cells.server.version, seconds: seconds)
        let summary = Summary(kind: kind, run: run, console: console)
        summary.show()
        let report = JSONReport(
            command: kind.rawValue,
            strategies: strategies.map { JSONReport.Subject(name: $0.name, fingerprint: $0.strategy.fingerprint) },
            settings: settings, postgres: cells.server.version, shard: shard, cells: self.cells.count,
            seconds: seconds, judgements: cells.judgements)
        let isReported = summary.write(report, json: reports.json, files: files)
        // After a signal the server is taken away from all that still uses it.
        if signal == nil, let failure, !(failure is CancellationError), !(failure is Stop) {
            throw Stop(.internalError, "internal error: \(failure)")
        }
        if !isReported { throw Stop(.internalError) }
        if let signal { throw Stop(.signal(signal)) }
        let status = ExitStatus(cells.judgements)
        if status != .holds { throw Stop(status) }
    }
}
