import Foundation

/// A Python that has psycopg, for programs that are workers.
package enum DriverPython {
    /// `CONVERGE_TEST_PYTHON`, or else the one on `PATH`, as one line; nil if neither has it.
    package static let words: String? = {
        let named = ProcessInfo.processInfo.environment["CONVERGE_TEST_PYTHON"] ?? "/usr/bin/env python3"
        let words = named.split(separator: " ").map(String.init)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = words.dropFirst() + ["-c", "import psycopg"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        process.waitUntilExit()
        return process.terminationStatus == 0 ? named : nil
    }()
}
