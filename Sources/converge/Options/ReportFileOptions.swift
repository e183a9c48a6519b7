import ArgumentParser
import Foundation
import Reports

/// Reports for people and for CI, beside `--json`.
struct ReportFileOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write a JUnit report for CI: a test case for each cell.", valueName: "file"))
    var junit: String?

    @Option(help: ArgumentHelp("Write a Markdown report, with timelines and sequence diagrams.", valueName: "file"))
    var markdown: String?

    @Option(
        help: ArgumentHelp("Write a page for browsers: DIR/index.html, which needs nothing else.", valueName: "dir"))
    var html: String?

    /// A report that was asked for.
    struct Request {
        let option: String
        /// The file, or the directory, that the user names.
        let path: String
        let report: any RunReport.Type

        /// Where the report's file goes.
        var file: String { report.fileInDirectory.map { "\(path)/\($0)" } ?? path }
    }

    /// The reports that were asked for. Whatever is done with reports goes through this table.
    var requests: [Request] {
        let table: [(String, String?, any RunReport.Type)] = [
            ("--junit", junit, JUnitReport.self), ("--markdown", markdown, MarkdownReport.self),
            ("--html", html, PageReport.self),
        ]
        return table.compactMap { option, path, report in
            path.map { Request(option: option, path: $0, report: report) }
        }
    }

    /// Whether one of them is written to standard output.
    var usesOutput: Bool { requests.contains { $0.file == "-" } }

    /// Refuses what could not be written in the end.
    func check(json: String?) throws {
        let outputs = (json == "-" ? ["--json"] : []) + requests.filter { $0.file == "-" }.map(\.option)
        guard outputs.count < 2 else {
            throw Stop(.usage, "\(outputs.joined(separator: " and ")) cannot share standard output: name a file.")
        }
        for request in requests where request.file != "-" {
            if request.report.fileInDirectory == nil {
                try OutputFile.check(request.path, option: request.option)
            } else {
                try OutputFile.checkDirectory(request.path, option: request.option)
            }
        }
    }
}
