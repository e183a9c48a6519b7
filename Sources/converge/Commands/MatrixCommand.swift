import ArgumentParser
import Scenarios
import Syncer

/// `converge matrix`.
struct MatrixCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "matrix",
        abstract: "Every built-in strategy under every scenario, against what it expects.",
        discussion: """
            Exits with 1 if any cell differs from what its strategy expects, either way.

            EXAMPLES
              converge matrix
              converge matrix --strategy naive-upsert --scenario ack-wait-race,delete-race
              converge matrix --quick --json report.json
              converge matrix --zoo --shard 1/4 --json shard-1.json
            """)

    @Option(help: "Only these built-in strategies. Repeatable; names may also be joined by commas.")
    var strategy: [String] = []

    /// Those in which the guide's strategies differ most, none of which costs much.
    private static let quickScenarios = [
        "in-order", "concurrent-workers", "duplicate-delivery", "crash-before-commit", "ack-wait-race", "delete-race",
        "recreate-race", "first-insert-race", "overlapping-statements", "frozen-worker", "legacy-rows",
    ]

    @Flag(help: "A first impression within a minute: 50 schedules a cell, and the scenarios that say most.")
    var quick = false

    @Flag(help: "The zoo as well: strategies that fail for a known reason, and some that only look as if they did.")
    var zoo = false

    @OptionGroup(title: "What to explore") var exploration: ExplorationOptions
    @OptionGroup(title: "Postgres") var server: ServerOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions
    @OptionGroup(title: "Reports") var files: ReportFileOptions
    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run() throws {
        let shown = zoo || !strategy.isEmpty ? BuiltInStrategies.names() : BuiltInStrategies.names(in: .guide)
        let wanted = try Names.split(strategy, option: "--strategy", what: "strategy")
        let names = try Names.pick(wanted, from: shown, what: "built-in strategy")
        var exploration = exploration
        if quick {
            exploration.schedules = exploration.schedules ?? 50
            if exploration.scenario.isEmpty { exploration.scenario = Self.quickScenarios }
        }
        var job = try VerificationJob(
            exploration: exploration, server: server, reports: reports, files: files, output: output)
        for name in names { job.strategies.append(try Strategies.load(name)) }
        job.kind = .matrix
        job.addsConsumers = exploration.consumer == nil && !quick
        try job.run()
    }
}
