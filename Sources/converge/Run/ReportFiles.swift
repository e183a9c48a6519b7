import Foundation
import Reports
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
        for request in options.requests {
            isWritten =
                console.write(to: request.file) {
                    if request.report.fileInDirectory != nil {
                        try FileManager.default.createDirectory(
                            atPath: request.path, withIntermediateDirectories: true)
                    }
                    return try request.report.init(summary).encoded()
                } && isWritten
        }
        return isWritten
    }
}
