import Foundation
import Reports
import Scenarios

/// Writes failure files, one for each failing cell.
final class FailureWriter {
    private let directory: String
    private let console: Console
    private var taken: Set<String> = []

    init(directory: String, console: Console) {
        self.directory = directory
        self.console = console
    }

    /// - Returns: The path; nil if it could not be written, which costs the file and not the verdict.
    func write(_ failure: FailureReport, of result: CellResult) -> String? {
        let path = unused("\(directory)/\(result.strategy)-\(result.scenario)-\(result.consumer)")
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try OutputFile.write(try failure.file.encoded(), to: path)
            return path
        } catch {
            console.say("\(path) could not be written: \(error.reason); the verdict stands, its replay is lost.")
            return nil
        }
    }

    /// Two folders may have the same name.
    private func unused(_ stem: String) -> String {
        var path = "\(stem).json"
        var number = 2
        while !taken.insert(path).inserted {
            path = "\(stem)-\(number).json"
            number += 1
        }
        return path
    }
}
