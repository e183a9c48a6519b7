import Foundation
import Postgres
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
    var strategies: [Strategy] = []
    let scenarios: [Scenario]
    /// Where an exhaustive exploration goes on, and is kept.
    let resume: String?
    private(set) var settings: VerificationSettings
    let server: ServerOptions
    let reports: ReportOptions
    let files: ReportFileOptions
    let output: OutputOptions
    let started = ContinuousClock.now

    /// Checks what was asked for.
    ///
    /// - Throws: ``Stop``.
    init(
        exploration: ExplorationOptions, server: ServerOptions, reports: ReportOptions, files: ReportFileOptions,
        output: OutputOptions
    ) throws {
        scenarios = try exploration.scenarios()
        var settings = try exploration.settings()
        if let budget = exploration.budget { settings.deadline = started + budget.duration }
        resume = exploration.resume
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

    /// Runs the cells and reports.
    ///
    /// - Throws: ``Stop`` with the status, unless that is 0.
    func run() throws {
        var job = self
        job.settings.resume = try Resumption.load(self)
        try job.explore()
    }

    private func explore() throws {
        let console = Console(output)
        console.yieldsOutput = reports.json == "-" || files.usesOutput
        for strategy in strategies {
            for warning in strategy.warnings { console.say("warning: \(strategy.folder)/\(warning)") }
        }
        let loop = EventLoop()
        let cells = CellsRun(self, console: console, server: ServerSetup(server, on: loop), loop: loop)
        let signals = Signals()
        console.onClosedOutput = { signals.raise(SIGPIPE) }
        var failure: (any Error)?
        do {
            try loop.run {
                try await signals.run(
                    on: loop, tick: { cells.tick() },
                    onSecond: { number in
                        cells.server.abandon()
                        _exit(128 + number)
                    }, { try await cells.run() })
            }
        } catch {
            failure = error
        }
        signals.restore()
        console.eraseStatus()
        if let stop = failure as? Stop, signals.received == nil { throw stop }
        try finish(cells, console: console, failure: failure, signal: signals.received)
    }

    private func finish(_ cells: CellsRun, console: Console, failure: (any Error)?, signal: Int32?) throws {
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        if let signal, signal != SIGPIPE {
            let total = strategies.count * scenarios.count
            console.say("interrupted: \(cells.judgements.count) of \(total) cells are finished.")
        }
        cells.summarize(seconds: seconds)
        var isReported = true
        if let path = reports.json {
            isReported = writeJSON(
                JSONReport(
                    seed: settings.seed, postgres: cells.server.version, seconds: seconds,
                    results: cells.judgements.map(\.result)), to: path, console)
        }
        let summary = RunSummary(
            command: kind.rawValue, judgements: cells.judgements, planned: strategies.count * scenarios.count,
            settings: settings, postgres: cells.server.version, seconds: seconds)
        if !ReportFiles(files, console: console).write(summary) { isReported = false }
        GitHubActions(console: console)?.report(summary)
        if let failure, !(failure is CancellationError), !(failure is Stop) {
            throw Stop(.internalError, "internal error: \(failure)")
        }
        if !isReported { throw Stop(.internalError) }
        if let signal { throw Stop(.signal(signal)) }
        let status = ExitStatus(cells.judgements)
        if status != .holds { throw Stop(status) }
    }

    private func writeJSON(_ report: JSONReport, to path: String, _ console: Console) -> Bool {
        do {
            let data = try report.encoded()
            if path == "-" { console.report(Array(data)) } else { try OutputFile.write(data, to: path) }
            return true
        } catch {
            console.say("\(path) could not be written: \(error.reason); the results above stand.")
            return false
        }
    }
}
