import Foundation
import Postgres
import Reports
import Scenarios
import Syncer

/// Runs the cells of a command, one after the other, and keeps what came of them.
///
/// The main thread uses it.
final class CommandRun: @unchecked Sendable {
    private(set) var judgements: [Judgement] = []
    let server: ServerSetup
    private let job: VerificationJob
    private let console: Console
    private let loop: EventLoop
    private let lines: VerifyReport
    private let files: FailureWriter
    private var progress: Progress

    init(_ job: VerificationJob, console: Console, server: ServerSetup, loop: EventLoop) {
        self.job = job
        self.console = console
        self.server = server
        self.loop = loop
        lines = VerifyReport(
            strategies: job.strategies.map(\.name), scenarios: job.scenarios.map(\.name), style: console.style)
        files = FailureWriter(directory: job.reports.failures, console: console)
        // Where results appear as they come, there is no need to announce them as well.
        let showsLines = job.kind == .verify && !console.yieldsOutput && !console.isQuiet
        progress = Progress(
            cells: job.cells.map { ($0.strategy.name, $0.scenario.name) },
            console: console, announcesCells: !showsLines)
    }

    /// Says how far things are.
    func tick() { progress.tick() }

    /// The settings, with a listener for progress, for a server that has just been started.
    private var settings: VerificationSettings {
        var settings = job.settings
        settings.deadline = job.deadline
        settings.onWarning = { [console] in console.say("warning: \($0)") }
        settings.onProgress = { [self] cell in progress.cell = cell }
        return settings
    }

    /// Runs everything.
    func run() async throws {
        progress.status("starting Postgres")
        let kills = job.cells.contains { $0.scenario.setup.killsServer }
        try await server.with(crashServer: kills) { access, crashServer, timedServer in
            let verifier: Verifier
            do {
                verifier = try await Verifier(
                    server: access, crashServer: crashServer, timedServer: timedServer, loop: loop, settings: settings)
            } catch let error as PostgresError {
                throw Stop(.noServer, "no usable Postgres: \(error.message).")
            } catch let error as EnvironmentFailure {
                throw Stop(.noServer, "no usable Postgres: \(error.reason).")
            }
            defer { verifier.close() }
            do {
                try await loadAll(verifier)
                try await runCells(verifier)
            } catch let error as EnvironmentFailure {
                try Task.checkCancellation()
                giveUp(error.reason)
            }
        }
    }

    /// What Postgres refuses of any strategy is said before the first one is run.
    private func loadAll(_ verifier: Verifier) async throws {
        guard job.kind == .verify, job.strategies.count > 1 else { return }
        for strategy in job.strategies {
            try await refusing { try await verifier.verify(strategy.strategy, scenarios: [], cellsLeft: 0) { _ in } }
        }
    }

    private func runCells(_ verifier: Verifier) async throws {
        var left = job.cells.count
        for index in job.strategies.indices {
            try Task.checkCancellation()
            let (strategy, scenarios) = (job.strategies[index], job.scenarios(of: index))
            if scenarios.isEmpty { continue }
            try await refusing {
                try await verifier.verify(strategy.strategy, scenarios: scenarios, cellsLeft: left) { cell in
                    finished(cell, of: strategy)
                }
            }
            left -= scenarios.count
        }
    }

    /// Leaves it to the caller what a lost server means, and says what a server refused.
    private func refusing(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as StrategyError {
            throw Stop(.brokenInput, "\(error)")
        } catch let error as VirtualTimeUnavailable {
            throw Stop(error)
        }
    }

    private func finished(_ cell: CellOutcome, of strategy: StrategyUnderTest) {
        var cell = cell
        strategy.expectations.annotate(&cell.result)
        var judgement =
            job.kind == .matrix ? Judgement.matrix(cell, of: strategy) : Judgement.verify(cell, of: strategy)
        FailureCorpus.report(cell.known, to: console)
        // A known failure has its file already.
        if let failure = cell.failure, cell.result.known != true {
            judgement.result.counterexample?.file = files.write(failure, of: cell.result)
        }
        if let path = job.resume { Resumption.save(cell, to: path, console: console) }
        // An interrupted cell has no result, only a beginning; that a cancelled server is lost means nothing.
        if cell.isInterrupted || (cell.environmentFailed && Task.isCancelled) { return }
        add(judgement)
    }

    private func add(_ judgement: Judgement) {
        judgements.append(judgement)
        progress.finished(judgement.result)
        guard job.kind == .verify else { return }
        let isPass = judgement.complaint == nil && judgement.result.verdict != .inconclusive
        if !(console.isQuiet && isPass) { console.result(lines.line(judgement) + "\n") }
    }

    /// The server is gone, and nothing more can be run: what has not been says nothing.
    private func giveUp(_ reason: String) {
        let left = job.cells.dropFirst(judgements.count)
        let rest = left.isEmpty ? "" : ", so the remaining cells are inconclusive"
        let reason = reason.replacing("Postgres was lost: ", with: "", maxReplacements: 1)
        console.say("Postgres was lost\(rest): \(reason)", lines: server.hasDied ? server.lastWords() : "")
        for (strategy, scenario) in left {
            var result = CellResult.notRun(
                strategy: strategy.strategy, scenario: scenario, settings: job.settings,
                because: "not run, because Postgres was lost")
            strategy.expectations.annotate(&result)
            add(Judgement(result: result))
        }
    }
}
