import FakeSequin
import Foundation
import Postgres
import Scenarios
import Syncer

/// The work of `replay`.
struct ReplayJob: Sendable {
    private let path: String
    private let file: FailureFile
    private let strategy: Strategy
    private let scenario: Scenario
    private let consumer: ConsumerKind
    private let server: ServerOptions
    private let diagram: DiagramOptions
    private let console: Console

    /// Reads the file, and finds what it names.
    ///
    /// - Throws: ``Stop``.
    init(path: String, server: ServerOptions, diagram: DiagramOptions, console: Console) throws {
        self.path = path
        self.server = server
        self.diagram = diagram
        self.console = console
        do {
            file = try FailureFile.read(path)
        } catch {
            throw Stop(.brokenInput, "\(error)")
        }
        guard let scenario = Catalogue.scenario(named: file.scenario) else {
            let known = Catalogue.scenarios.map(\.name)
            throw Stop(
                .brokenInput, "\(path): there is no scenario '\(file.scenario)': \(Names.remedy(file.scenario, known))"
            )
        }
        guard let consumer = ConsumerKind(rawValue: file.consumer) else {
            let known = ConsumerKind.allCases.map(\.rawValue)
            throw Stop(
                .brokenInput, "\(path): there is no consumer '\(file.consumer)': \(Names.remedy(file.consumer, known))"
            )
        }
        self.scenario = scenario
        self.consumer = consumer
        strategy = try Strategies.load(file.strategy)
    }

    /// Where the outcome goes, from the loop's task to here; both are on the main thread.
    private final class Box: @unchecked Sendable {
        var outcome: ReplayOutcome?
    }

    func run() throws {
        if strategy.fingerprint != file.fingerprint {
            console.say("the scripts of \(file.strategy) have changed since this failure was recorded.")
        }
        let loop = EventLoop()
        let setup = ServerSetup(server, on: loop)
        let signals = Signals()
        let box = Box()
        do {
            try loop.run {
                try await signals.run(
                    on: loop, tick: {},
                    onSecond: { number in
                        setup.abandon()
                        _exit(128 + number)
                    },
                    {
                        console.status("replaying \(path)")
                        try await setup.with(crashServer: scenario.setup.killsServer) { access, crashServer in
                            box.outcome = try await replay(on: access, crashServer, loop)
                        }
                    })
            }
        } catch let stop as Stop {
            if let signal = signals.received { throw Stop(.signal(signal)) }
            throw stop
        } catch {
            if let signal = signals.received { throw Stop(.signal(signal)) }
            guard let error = error as? PostgresError else { throw error }
            throw Stop(.inconclusive, "inconclusive: Postgres failed: \(error.message).")
        }
        signals.restore()
        console.eraseStatus()
        if let signal = signals.received { throw Stop(.signal(signal)) }
        guard let outcome = box.outcome else {
            throw Stop(.internalError, "internal error: the replay left no outcome")
        }
        let report = ReplayReport(outcome, of: file, path: path, name: strategy.name)
        console.yieldsOutput = diagram.mermaid == "-"
        console.result(report.text(console.style))
        let isDrawn = draw(report)
        let status: ExitStatus =
            switch report.conclusion {
            case .failsAgain: .violated
            case .holds: .holds
            case .obstructed, .failsOtherwise: .inconclusive
            }
        if !isDrawn { throw Stop(.internalError) }
        if status != .holds { throw Stop(status) }
    }

    /// Writes the diagram, if one was asked for and there is a failure to draw.
    ///
    /// - Returns: Whether it was written, or need not be.
    private func draw(_ report: ReplayReport) -> Bool {
        guard let path = diagram.mermaid else { return true }
        guard let lines = report.sequenceDiagram else {
            console.say("there is no failure to draw, so \(path == "-" ? "no diagram" : path) was not written.")
            return true
        }
        let text = lines.joined(separator: "\n") + "\n"
        do {
            if path == "-" {
                console.report(Array(text.utf8))
            } else {
                try OutputFile.write(Data(text.utf8), to: path)
            }
            return true
        } catch {
            console.say("\(path) could not be written: \(error.reason); the results above stand.")
            return false
        }
    }

    private func replay(
        on access: ServerAccess, _ crashServer: ServerAccess?, _ loop: EventLoop
    ) async throws -> ReplayOutcome {
        let verifier = try await Verifier(
            server: access, crashServer: crashServer, loop: loop, settings: VerificationSettings())
        defer { verifier.close() }
        do {
            return try await verifier.replay(file, strategy: strategy, scenario: scenario, consumer: consumer)
        } catch let error as StrategyError {
            throw Stop(.brokenInput, "\(error)")
        }
    }
}
