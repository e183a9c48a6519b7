import ArgumentParser
import Postgres
import Reports
import Scenarios
import Syncer

/// `converge check`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "What is understood of a strategy, in ten lines, before it is verified.",
        discussion: """
            Loads the strategy, makes its database, tries a few deliveries in order, and says which column is the key, \
            which the version, which fields records have and how their values look, what becomes of deletions, and what \
            is not checked.

            EXAMPLES
              converge check ./my-strategy
            """)

    @Argument(help: "A folder, or a built-in name.")
    var strategy: String

    @OptionGroup(title: "Postgres") var server: ServerOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run() throws {
        try server.check()
        let console = Console(output)
        let strategy = try Strategies.load(self.strategy).strategy
        try ProgramRules.check([strategy], server: server)
        let reference = self.strategy.shellWord
        var settings = VerificationSettings()
        settings.schedules = 3
        settings.worlds = 1
        let understanding = try ServerTask(server, console: console, settings: settings).run { verifier in
            try await verifier.understand(strategy)
        }
        console.result(UnderstandingReport(understanding, reference: reference, style: console.style).text)
        switch understanding.trial.verdict {
        case .violated: throw Stop(.violated)
        case .inconclusive: throw Stop(.inconclusive)
        case .sampled, .exhausted, .skipped: break
        }
    }
}
