import ArgumentParser
import Scenarios
import Syncer

/// `converge verify`.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks strategies under the scenarios; exits with 1 on any violation.",
        discussion: """
            A strategy is a folder with schema.sql and upsert.sql, or the name of a built-in one. What its \
            strategy.yml accepts does not fail; what it expects is for 'matrix' alone. Failures that earlier runs have \
            left in --failures are tried first.

            EXAMPLES
              converge verify ./my-strategy
              converge verify naive-upsert --scenario ack-wait-race
              converge verify ./my-strategy --schedules 5000 --seed 7 --json -
              converge verify ./my-strategy --scenario ack-wait-race --explorer exhaustive
              converge verify ./my-strategy --settings nightly --budget 30m
              converge verify ./my-strategy --shard 1/3 --json shard-1.json
            """)

    @Argument(help: "Folders, or built-in names.")
    var strategies: [String]

    @OptionGroup(title: "What to explore") var exploration: ExplorationOptions
    @OptionGroup(title: "Postgres") var server: ServerOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions
    @OptionGroup(title: "Reports") var files: ReportFileOptions
    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run() throws {
        var job = try VerificationJob(
            exploration: exploration, server: server, reports: reports, files: files, output: output)
        for reference in strategies { job.strategies.append(try Strategies.load(reference)) }
        try job.run()
    }
}
