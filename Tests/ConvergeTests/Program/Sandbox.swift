import Foundation
import Subprocess
import SystemPackage
import Testing

/// A directory of a test's own, with a TMPDIR in it, in which the built program is run.
///
/// What the program leaves behind is found by the directory's name, so tests may run side by side.
final class Sandbox: Sendable {
    /// What a run of the program came to.
    struct Outcome {
        var status: Int32
        var output: String
        var error: String

        /// The lines on standard error, but for how far a run is that takes long.
        var said: [Substring] {
            error.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("converge: still at ") }
        }
    }

    let path: String
    /// Before ``path``, where the program's view of the file system differs from ours.
    private let root: String

    /// Whether the directory goes with this.
    private let isOwner: Bool

    /// - Parameter parent: Where the directory is made.
    init(below parent: String = FileManager.default.temporaryDirectory.path) throws {
        root = ""
        isOwner = true
        var template = Array("\(parent)/converge-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw CocoaError(.fileWriteUnknown) }
        path = String(cString: made)
        // The server's user must pass through it.
        chmod(path, 0o755)
        mkdir("\(path)/tmp", 0o777)
        chmod("\(path)/tmp", 0o777)
    }

    /// A sandbox as a program sees it that has a root directory of its own.
    init(at path: String, root: String) {
        self.path = path
        self.root = root
        isOwner = false
    }

    deinit { if isOwner { try? FileManager.default.removeItem(atPath: path) } }

    /// What lies in the directory itself.
    var entries: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }

    /// What lies in TMPDIR.
    var temporaryEntries: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(root)\(path)/tmp")) ?? []
    }

    /// The program, beside the test bundle.
    static var program: String {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("converge").path
    }

    /// Runs the program to its end.
    ///
    /// - Parameter meanwhile: Gets the process id once the program has been started.
    func run(
        executable: String = Sandbox.program, _ arguments: [String], environment: [String: String] = [:],
        meanwhile: (pid_t) async throws -> Void = { _ in }
    ) async throws -> Outcome {
        var variables = ["PATH": "/usr/bin:/bin", "TMPDIR": "\(path)/tmp", "LANG": "C.UTF-8"]
        // Where the tests run under a sanitizer, so does the program.
        for name in ["ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"] {
            variables[name] = ProcessInfo.processInfo.environment[name]
        }
        variables.merge(environment) { $1 }
        let result = try await Subprocess.run(
            .path(FilePath(executable)), arguments: Arguments(arguments),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0.key), $0.value) })),
            workingDirectory: FilePath(path), input: .none,
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20)
        ) { execution in
            try await meanwhile(execution.processIdentifier.value)
        }
        let status: Int32 =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let number): -number
            }
        return Outcome(status: status, output: result.standardOutput, error: result.standardError)
    }

    func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> Outcome {
        try await run(arguments, environment: environment)
    }

    func write(_ text: String, to name: String) throws {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")), as: UTF8.self)
    }

    /// A strategy that holds, whose files a test may then replace.
    func strategy(_ files: [String: String]) throws {
        try write(
            "create schema stripe; create table stripe.subscriptions (id text primary key);", to: "own/schema.sql")
        try write("insert into stripe.subscriptions values (:'id');", to: "own/upsert.sql")
        for (name, text) in files { try write(text, to: "own/\(name)") }
    }

    /// What a run has left: clusters' directories, and processes that have to do with this directory.
    var leftovers: [String] {
        let directories = ((try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? [])
            .filter { $0.contains("converge-cluster-") }
        return directories + Self.processes(naming: path)
    }

    /// The programs that run here.
    var programs: [pid_t] { processes { $0.hasPrefix(Self.program + " ") } }

    /// The processes that serve sessions in the clusters here.
    var backends: [pid_t] { processes { $0.hasPrefix("postgres: converge-cluster-") && $0.contains(" converge_run_") } }

    private func processes(_ isWanted: (Substring) -> Bool) -> [pid_t] {
        Self.processes(naming: path).compactMap { process in
            let parts = process.split(separator: " ", maxSplits: 1)
            return parts.count == 2 && isWanted(parts[1]) ? pid_t(parts[0]) : nil
        }
    }

    private static func processes(naming path: String) -> [String] {
        let pids = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).filter { Int($0) != nil }
        return pids.compactMap { pid in
            // One that has no command line any more is at its end.
            guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline"), !data.isEmpty else {
                return nil
            }
            let line = String(decoding: data.map { $0 == 0 ? 32 : $0 }, as: UTF8.self)
            let place = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd")) ?? ""
            // It is the sanitizer's, which leaves it to itself.
            if line.contains("llvm-symbolizer") { return nil }
            return line.contains(path + "/") || place.contains(path) ? "\(pid) \(line)" : nil
        }
    }

    /// The number of databases of the cluster that runs worlds here; 0 while none does.
    var databases: Int {
        cluster.map(databases) ?? 0
    }

    private func databases(in cluster: String) -> Int {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(cluster)/data/base")) ?? []).count
    }

    /// The process id of that cluster's server.
    var postmaster: pid_t? {
        guard let cluster, let file = FileManager.default.contents(atPath: "\(cluster)/data/postmaster.pid") else {
            return nil
        }
        return String(decoding: file, as: UTF8.self).split(separator: "\n").first.flatMap { pid_t($0) }
    }

    /// The directory of that cluster: of several the one with the most databases.
    var cluster: String? {
        let temporary = "\(root)\(path)/tmp"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: temporary)) ?? []
        let clusters = names.filter { $0.hasPrefix("converge-cluster-") }.map { "\(temporary)/\($0)" }
        // A cluster that is there to be killed stands beside it.
        return clusters.max { databases(in: $0) < databases(in: $1) }
    }

    /// Waits until a server takes connections.
    func waitForServer() async throws {
        for _ in 0..<2400 {
            if let cluster, FileManager.default.fileExists(atPath: "\(cluster)/.s.PGSQL.5432"), databases > 3 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("no server was started")
    }

    /// Waits until the worlds' databases are there, so that schedules are being run.
    ///
    /// - Parameter count: How many databases there are then: one world's, where its server has the schedule's time.
    func waitForWorlds(databases count: Int = 6) async throws {
        for _ in 0..<2400 where databases < count { try await Task.sleep(for: .milliseconds(50)) }
        #expect(databases >= count)
        try await Task.sleep(for: .milliseconds(300))
    }
}

/// Expects one sentence on standard error, and nothing on standard output or left behind.
func expectRefusal(
    _ outcome: Sandbox.Outcome, _ status: Int32, _ words: String..., leftovers: [String],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(outcome.status == status, "\(outcome.error)", sourceLocation: sourceLocation)
    #expect(outcome.output == "", sourceLocation: sourceLocation)
    #expect(outcome.said.count == 1, "\(outcome.error)", sourceLocation: sourceLocation)
    #expect(outcome.error.hasPrefix("converge: "), "\(outcome.error)", sourceLocation: sourceLocation)
    for word in words {
        #expect(outcome.error.contains(word), "\(outcome.error)", sourceLocation: sourceLocation)
    }
    #expect(leftovers == [], sourceLocation: sourceLocation)
}
