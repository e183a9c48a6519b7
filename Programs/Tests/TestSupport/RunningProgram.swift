import Foundation

/// A program of this package in a process of its own, with its output in files; killed with this value.
package final class RunningProgram: Sendable {
    private let process: Process
    private let files: Folder

    /// Starts a program that lies beside the test bundle.
    package init(_ name: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        files = try Folder(["output": "", "error": ""])
        process = Process()
        process.executableURL = URL(fileURLWithPath: Self.path(name))
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: files.path + "/output"))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: files.path + "/error"))
        try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    package var output: String { text("output") }
    package var error: String { text("error") }
    package var isRunning: Bool { process.isRunning }

    package func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for its end.
    ///
    /// - Returns: Its exit code; 128 and the signal's number if a signal ended it.
    package func status() async throws -> Int32 {
        while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
        return process.terminationReason == .uncaughtSignal
            ? 128 + process.terminationStatus : process.terminationStatus
    }

    /// Waits for a line on its standard output, as long as it runs.
    package func firstLine() async throws -> String? {
        while process.isRunning {
            if let end = output.firstIndex(of: "\n") { return String(output[..<end]) }
            try await Task.sleep(for: .milliseconds(5))
        }
        return nil
    }

    private func text(_ name: String) -> String {
        String(decoding: FileManager.default.contents(atPath: "\(files.path)/\(name)") ?? Data(), as: UTF8.self)
    }

    private static func path(_ name: String) -> String {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent(name).path
    }
}
