import ArgumentParser
import Foundation

/// Which reports to write, and where.
struct ReportOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write a JSON report; - is standard output.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Where failure files go; verify tries those that lie there first.", valueName: "dir"))
    var failures: String = ".converge/failures"

    /// Refuses what could not be written in the end.
    func check() throws {
        if let json, json != "-" { try OutputFile.check(json, option: "--json") }
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: failures, isDirectory: &isDirectory), !isDirectory.boolValue {
            throw Stop(.usage, "--failures \(failures) is a file: name a directory.")
        }
    }
}
