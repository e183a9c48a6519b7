import Foundation
import Scenarios

/// Writes the reports that were asked for beside `--json`, each whole or not at all.
struct ReportFiles {
    private let options: ReportFileOptions
    private let console: Console

    init(_ options: ReportFileOptions, console: Console) {
        self.options = options
        self.console = console
    }

    /// - Returns: Whether all of them were written.
    func write(_ summary: RunSummary) -> Bool {
        var isWritten = true
        if let path = options.junit {
            isWritten = console.write(to: path) { try JUnitReport(summary).encoded() } && isWritten
        }
        if let path = options.markdown {
            isWritten = console.write(to: path) { Data(MarkdownReport(summary).text().utf8) } && isWritten
        }
        if let directory = options.html {
            isWritten =
                console.write(to: "\(directory)/index.html") {
                    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
                    return try PageReport(summary).encoded()
                } && isWritten
        }
        return isWritten
    }
}
