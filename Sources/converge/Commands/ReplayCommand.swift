import ArgumentParser
import Scenarios

/// `converge replay`.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Runs a recorded failure again.",
        discussion: """
            If the strategy's files have changed it says so, and follows the recorded choices as far as their names \
            still fit; if they no longer do, it searches the same workload afresh.

            Exits with 1 if it fails again as recorded, or still fails with changed scripts; with 0 if it no longer \
            fails; with 2 if it cannot be followed, or fails otherwise.

            EXAMPLES
              converge replay .converge/failures/naive-upsert-ack-wait-race-fenced.json
              converge replay failure.json --keep      stop at the violation, and look inside with psql
              converge replay --token c3.AwAFMC4xLjA…  from a log alone
              converge replay failure.json --json -
              converge replay failure.json --mermaid -     a diagram to paste into an issue
            """)

    @Argument(help: "A failure file that converge wrote.")
    var file: String?

    @Option(help: "The failure itself, as a report printed it, instead of a file.")
    var token: String?

    @Flag(help: "Stop at the violation, and keep the database until Enter or Ctrl-C.")
    var keep = false

    @Option(help: ArgumentHelp("Schedules to run where the workload is searched afresh.", valueName: "n"))
    var schedules: Int = VerificationSettings().schedules

    @Option(help: ArgumentHelp("Write a JSON report; - is standard output.", valueName: "file"))
    var json: String?

    @OptionGroup(title: "Postgres") var server: ServerOptions
    @OptionGroup(title: "Reports") var diagram: DiagramOptions
    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run() throws {
        try server.check()
        try diagram.check()
        guard json != "-" || diagram.mermaid != "-" else {
            throw Stop(.usage, "--json and --mermaid cannot share standard output: name a file.")
        }
        if let json, json != "-" { try OutputFile.check(json, option: "--json") }
        guard (1...100_000_000).contains(schedules) else {
            throw Stop(.usage, "--schedules takes 1 to 100000000, not \(schedules).")
        }
        let console = Console(output)
        console.yieldsOutput = json == "-" || diagram.mermaid == "-"
        try ReplayJob(
            source: try source(), keeps: keep, schedules: schedules,
            reports: ReplayFiles(json: json, mermaid: diagram.mermaid, console: console), server: server,
            console: console
        ).run()
    }

    private func source() throws -> FailureSource {
        switch (file, token) {
        case (let file?, nil): return .file(file)
        case (nil, let token?): return .token(token)
        case (nil, nil): throw Stop(.usage, "replay needs a failure file, or --token with what a report printed.")
        case (_?, _?): throw Stop(.usage, "a failure file and --token exclude each other: give one.")
        }
    }
}
