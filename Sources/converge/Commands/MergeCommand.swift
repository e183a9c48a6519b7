import ArgumentParser
import FakeSequin
import Foundation
import Reports
import Scenarios

/// `converge merge`.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Puts the JSON reports of all shards together.",
        discussion: """
            The result is what one run of all cells would have said: the same table or lines, the same reports, the \
            same exit status. It refuses missing and duplicate shards, shards that were interrupted, and shards of \
            different versions, seeds, settings or strategies.

            EXAMPLES
              converge matrix --shard 1/2 --json one.json     on one machine
              converge matrix --shard 2/2 --json two.json     on another
              converge merge one.json two.json --json all.json
            """)

    @Argument(help: ArgumentHelp("What '--shard I/N --json FILE' wrote, for each I.", valueName: "file"))
    var shards: [String]

    @Option(help: ArgumentHelp("Write a JSON report of all cells; - is standard output.", valueName: "file"))
    var json: String?

    @OptionGroup(title: "Reports") var files: ReportFileOptions
    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run() throws {
        if let json, json != "-" { try OutputFile.check(json, option: "--json") }
        try files.check(json: json)
        let merged = try merge()
        let console = Console(output)
        console.yieldsOutput = json == "-" || files.usesOutput
        guard let kind = VerificationJob.Kind(rawValue: merged.report.command) else {
            throw Stop(.brokenInput, "\(shards[0]): there is no command '\(merged.report.command)' to merge shards of.")
        }
        var run = RunSummary(
            command: kind.rawValue, judgements: merged.judgements, planned: merged.report.cells,
            settings: merged.report.verificationSettings, postgres: merged.report.postgres,
            seconds: merged.report.seconds)
        run.isMerged = true
        let summary = Summary(kind: kind, run: run, console: console)
        if kind == .verify { showLines(merged, console) }
        summary.show()
        guard summary.write(merged.report, json: json, files: files) else { throw Stop(.internalError) }
        let status = ExitStatus(merged.judgements)
        if status != .holds { throw Stop(status) }
    }

    private func merge() throws -> MergedReport {
        let contents = try shards.map { path in
            do {
                return (path, try Data(contentsOf: URL(fileURLWithPath: path)))
            } catch {
                throw Stop(.brokenInput, "\(path): cannot be read (\(error.reason)): name a report of --json.")
            }
        }
        do {
            return try MergedReport(contents)
        } catch {
            throw Stop(.brokenInput, "\(error)")
        }
    }

    private func showLines(_ merged: MergedReport, _ console: Console) {
        let results = merged.judgements.map(\.result)
        let lines = VerifyReport(
            strategies: results.map(\.strategy), scenarios: results.map(\.scenario), style: console.style)
        for judgement in merged.judgements {
            let isPass = judgement.complaint == nil && judgement.result.verdict != .inconclusive
            if !(console.isQuiet && isPass) { console.result(lines.line(judgement) + "\n") }
        }
    }
}

extension JSONReport {
    /// The settings that the shards ran with, as far as a report shows them.
    fileprivate var verificationSettings: VerificationSettings {
        var known = VerificationSettings()
        known.seed = seed
        known.consumer = ConsumerKind(rawValue: settings.consumer) ?? known.consumer
        known.explorer = ExplorerKind(rawValue: settings.explorer) ?? known.explorer
        known.schedules = settings.schedules
        return known
    }
}
