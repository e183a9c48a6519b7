import ArgumentParser
import Foundation

/// Reports for people and for CI, beside `--json`.
struct ReportFileOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write a JUnit report for CI: a test case for each cell.", valueName: "file"))
    var junit: String?

    @Option(help: ArgumentHelp("Write a Markdown report, with timelines and sequence diagrams.", valueName: "file"))
    var markdown: String?

    @Option(
        help: ArgumentHelp("Write a page for browsers: DIR/index.html, which needs nothing else.", valueName: "dir"))
    var html: String?

    /// Whether one of them is written to standard output.
    var usesOutput: Bool { junit == "-" || markdown == "-" }

    /// Refuses what could not be written in the end.
    func check(json: String?) throws {
        let files = [("--json", json), ("--junit", junit), ("--markdown", markdown)]
        let outputs = files.filter { $0.1 == "-" }.map(\.0)
        guard outputs.count < 2 else {
            throw Stop(.usage, "\(outputs.joined(separator: " and ")) cannot share standard output: name a file.")
        }
        for (option, path) in files.dropFirst() {
            if let path, path != "-" { try OutputFile.check(path, option: option) }
        }
        if let html { try OutputFile.checkDirectory(html, option: "--html") }
    }
}
