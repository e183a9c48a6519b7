import ArgumentParser
import Scenarios

/// The root: it only leads to the others.
struct ConvergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "converge",
        abstract: "Does this upsert logic make Postgres match the API, whatever an at-least-once consumer does to it?",
        discussion: """
            It runs a real syncer against a real throwaway Postgres, and owns every source of nondeterminism: the \
            consumer, the clock, whose SQL statement runs next, which fault strikes. One seed is one run, and a \
            failure is a file that replays.

            EXAMPLES
              converge matrix                         the guide's strategies under every scenario
              converge verify ./my-strategy           your own SQL
              converge replay .converge/failures/naive-upsert-ack-wait-race-fenced.json

            CONFIGURATION
              converge.yml in the working directory sets options by name; flags beat environment beats file.

            COMPLETIONS
              converge --generate-completion-script bash   or zsh, fish; see docs/commands.md

            EXIT STATUS
              0 holds   1 violated, or not as expected   2 inconclusive
              64 usage   65 broken strategy or failure file   69 no usable Postgres   70 internal error
              130 Ctrl-C   143 SIGTERM
            """,
        version: Tool.version,
        subcommands: [
            MatrixCommand.self, VerifyCommand.self, ReplayCommand.self, MergeCommand.self, ListCommand.self,
            CheckCommand.self, InitCommand.self, MeasureCommand.self,
        ])

    static let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
}
