import FakeSequin
import Foundation
import Postgres
import Reports
import Scenarios
import Syncer

/// The work of `replay`.
struct ReplayJob: Sendable {
    private let source: FailureSource
    private let file: FailureFile
    private let strategy: Strategy
    private let scenario: Scenario
    private let consumer: ConsumerKind
    private let keeps: Bool
    private let schedules: Int
    private let reports: ReplayFiles
    private let server: ServerOptions
    private let console: Console

    /// Reads the failure, and finds what it names.
    ///
    /// - Throws: ``Stop``.
    init(
        source: FailureSource, keeps: Bool, schedules: Int, reports: ReplayFiles, server: ServerOptions,
        console: Console
    ) throws {
        self.source = source
        self.keeps = keeps
        self.schedules = schedules
        self.reports = reports
        self.server = server
        self.console = console
        file = try source.read()
        guard let scenario = Catalogue.scenario(named: file.scenario) else {
            let known = Catalogue.scenarios.map(\.name)
            throw Stop(
                .brokenInput,
                "\(source.name): there is no scenario '\(file.scenario)': \(Names.remedy(file.scenario, known))")
        }
        guard let consumer = ConsumerKind(rawValue: file.consumer) else {
            let known = ConsumerKind.allCases.map(\.rawValue)
            throw Stop(
                .brokenInput,
                "\(source.name): there is no consumer '\(file.consumer)': \(Names.remedy(file.consumer, known))")
        }
        self.scenario = scenario
        self.consumer = consumer
        strategy = try Strategies.load(file.strategy).strategy
        try ProgramRules.check([strategy], server: server)
    }

    /// Where the outcome goes, from the loop's task to here; both are on the main thread.
    private final class Box: @unchecked Sendable {
        var outcome: ReplayOutcome?
        var isReported = false
    }

    func run() throws {
        if let warning = ProgramRules.warning(of: strategy) { console.say(warning) }
        if strategy.fingerprint != file.fingerprint {
            console.say("the scripts of \(file.strategy) have changed since this failure was recorded.")
        }
        let loop = EventLoop()
        let setup = ServerSetup(server, on: loop)
        setup.onNote = console.warn
        let signals = Signals()
        let box = Box()
        console.onClosedOutput = { signals.raise(SIGPIPE) }
        do {
            try loop.run {
                try await signals.run(on: loop) {
                    console.status("replaying \(source.name)")
                    try await setup.with(crashServer: scenario.setup.killsServer) { access, crashServer, timed in
                        box.outcome = try await replay(on: access, crashServer, timed, loop, box)
                    }
                }
            }
        } catch let stop as Stop {
            if let signal = signals.received { throw Stop(.signal(signal)) }
            throw stop
        } catch {
            if let signal = signals.received { throw Stop(.signal(signal)) }
            switch error {
            case let error as PostgresError:
                throw Stop(.inconclusive, "inconclusive: Postgres failed: \(error.message).")
            case let error as EnvironmentFailure: throw Stop(.inconclusive, "inconclusive: \(error.reason).")
            default: throw error
            }
        }
        signals.restore()
        console.eraseStatus()
        if let signal = signals.received { throw Stop(.signal(signal)) }
        guard let outcome = box.outcome else {
            throw Stop(.internalError, "internal error: the replay left no outcome")
        }
        let report = ReplayReport(outcome, of: file, name: strategy.name)
        if !box.isReported {
            try show(report, outcome, postgres: setup.version)
            if keeps { console.say("nothing is violated, so nothing is kept.") }
        }
        let status: ExitStatus =
            switch report.conclusion {
            case .failsAgain, .stillFails: .violated
            case .holds: .holds
            case .obstructed, .failsOtherwise, .unknown: .inconclusive
            }
        if status != .holds { throw Stop(status) }
    }

    private func replay(
        on access: ServerAccess, _ crashServer: ServerAccess?, _ timed: TimedServer?, _ loop: EventLoop, _ box: Box
    ) async throws -> ReplayOutcome {
        var settings = VerificationSettings()
        settings.schedules = schedules
        if let limit = server.statementLimit?.duration { settings.statementLimit = limit }
        settings.serverTime = server.serverTime
        settings.onWarning = { [console] in console.say("warning: \($0)") }
        let verifier = try await Verifier(
            server: access, crashServer: crashServer, timedServer: timed, loop: loop, settings: settings)
        defer { verifier.close() }
        do {
            guard keeps else {
                return try await verifier.replay(file, strategy: strategy, scenario: scenario, consumer: consumer)
            }
            return try await verifier.replay(
                file, strategy: strategy, scenario: scenario, consumer: consumer
            ) { outcome, world in
                // Before the wait: what is kept is of no use without its story.
                try show(ReplayReport(outcome, of: file, name: strategy.name), outcome, postgres: access.version)
                box.isReported = true
                try await KeptWorld(world: world, console: console, loop: loop).wait()
            }
        } catch let error as StrategyError {
            throw Stop(.brokenInput, "\(error)")
        } catch let error as VirtualTimeUnavailable {
            throw Stop(error)
        }
    }

    private func show(_ report: ReplayReport, _ outcome: ReplayOutcome, postgres: String) throws {
        console.result(report.text(console.style) + (keeps ? "\n" : ""))
        let document = ReplayDocument(
            outcome, of: file, conclusion: report.conclusion, name: strategy.name, postgres: postgres)
        if !reports.write(document, report) { throw Stop(.internalError) }
    }
}
