import Postgres
import Scenarios
import Syncer

/// One question to a server, and its answer: what `check` and `init` ask.
struct ServerTask {
    private let server: ServerOptions
    private let console: Console
    private var settings: VerificationSettings

    init(_ server: ServerOptions, console: Console, settings: VerificationSettings = VerificationSettings()) {
        self.server = server
        self.console = console
        self.settings = settings
        if let limit = server.statementLimit?.duration { self.settings.statementLimit = limit }
    }

    /// Starts a server, or takes the user's, and asks it.
    ///
    /// - Throws: ``Stop``.
    func run<Answer: Sendable>(_ question: @escaping @Sendable (Verifier) async throws -> Answer) throws -> Answer {
        let loop = EventLoop()
        let setup = ServerSetup(server, on: loop)
        setup.onNote = console.warn
        let signals = Signals()
        console.status("starting Postgres")
        let box = AnswerBox<Answer>()
        do {
            try loop.run { [settings] in
                try await signals.run(on: loop) {
                    try await setup.with(crashServer: false) { access, _, _ in
                        let verifier = try await Verifier(server: access, loop: loop, settings: settings)
                        defer { verifier.close() }
                        box.answer = try await question(verifier)
                    }
                }
            }
        } catch {
            signals.restore()
            console.eraseStatus()
            throw stop(for: error, signal: signals.received)
        }
        signals.restore()
        console.eraseStatus()
        guard let answer = box.answer else { throw Stop(.internalError, "internal error: the server gave no answer") }
        return answer
    }

    private func stop(for error: any Error, signal: Int32?) -> Stop {
        if let signal { return Stop(.signal(signal)) }
        switch error {
        case let stop as Stop: return stop
        case let error as StrategyError: return Stop(.brokenInput, "\(error)")
        case let error as VirtualTimeUnavailable: return Stop(error)
        case let error as PostgresError: return Stop(.noServer, "no usable Postgres: \(error.message).")
        case let error as EnvironmentFailure: return Stop(.inconclusive, "inconclusive: \(error).")
        default: return Stop(.internalError, "internal error: \(error)")
        }
    }
}

/// Holds an answer. One thread uses it: the one that runs the loop.
private final class AnswerBox<Answer: Sendable>: @unchecked Sendable {
    var answer: Answer?
}
