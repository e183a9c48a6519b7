import FakeSequin
import Foundation
import OrderedCollections
import Simulation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// A language in which Converge comes with a worker: what `init` writes, and an example with a guard.
struct WorkerLanguage {
    /// As `init` takes it.
    let name: String
    /// The command that its strategy.yml names.
    let words: [String]
    /// The command to run in its place.
    let command: [String]
    /// What makes a program of its text, in the folder; nil if nothing need.
    var build: [String]?

    static let python = WorkerLanguage(
        name: "python", words: ["python3", "worker.py"],
        command: (ProgramFolder.python ?? "").split(separator: " ").map(String.init) + ["worker.py"])
    static let node = WorkerLanguage(name: "node", command: ["node", "worker.js"])
    static let ruby = WorkerLanguage(name: "ruby", command: ["ruby", "worker.rb"])
    static let php = WorkerLanguage(name: "php", command: ["php", "worker.php"])
    static let go = WorkerLanguage(name: "go", command: ["./worker"], build: ["go", "build", "-o", "worker", "."])
    static let java = WorkerLanguage(
        name: "java", words: ["java", "-cp", "lib/*:.", "Worker"], command: ["java", "-cp", "\(jars):.", "Worker"],
        build: ["javac", "-cp", jars, "Worker.java"])

    /// Python whose program handles webhooks.
    static let pythonHandler = WorkerLanguage(
        name: "python", words: ["python3", "handler.py"],
        command: (ProgramFolder.python ?? "").split(separator: " ").map(String.init) + ["handler.py"])
    /// Node whose program handles webhooks.
    static let nodeHandler = WorkerLanguage(name: "node", command: ["node", "handler.js"])

    /// pgjdbc and Gson: `CONVERGE_TEST_CLASSPATH`, or else where Debian has them.
    private static let jars =
        ProcessInfo.processInfo.environment["CONVERGE_TEST_CLASSPATH"]
        ?? "/usr/share/java/postgresql.jar:/usr/share/java/gson.jar"

    private init(name: String, words: [String]? = nil, command: [String], build: [String]? = nil) {
        (self.name, self.words, self.command, self.build) = (name, words ?? command, command, build)
    }

    // MARK: What is installed

    /// Whether a command ends well, in the root directory.
    private static func runs(_ words: [String]) -> Bool { (try? run(words, in: "/")) == 0 }

    /// Runs a command to its end, and returns its status.
    private static func run(_ words: [String], in folder: String) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // Where Debian has lib/pq; what the caller has set comes first.
        let go = ["GO111MODULE": "off", "GOPATH": "/usr/share/gocode"]
        process.environment = ProcessInfo.processInfo.environment.merging(go) { set, _ in set }
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.arguments = words
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    static let nodeHasDriver = runs(["node", "-e", "require('pg')"])
    static let rubyHasDriver = runs(["ruby", "-e", "require 'pg'"])
    static let phpHasDriver = runs(["php", "-r", "exit(in_array('pgsql', PDO::getAvailableDrivers()) ? 0 : 1);"])
    static let goHasDriver = runs(["go", "list", "github.com/lib/pq"])
    static let javaHasDriver =
        runs(["javac", "-version"])
        && jars.split(separator: ":").allSatisfy { FileManager.default.fileExists(atPath: String($0)) }

    // MARK: What is expected

    /// Runs `body` with a strategy of these files, built.
    func with<T>(
        _ files: [(name: String, text: String)], _ body: (Strategy, Expectations) async throws -> T
    ) async throws -> T {
        try await withFolder { folder in
            for (name, text) in files { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
            if let build { #expect(try Self.run(build, in: folder) == 0, "\(build) failed") }
            let tested = try StrategyUnderTest.load(folder: folder)
            var strategy = tested.strategy
            #expect(strategy.command?.words == words)
            strategy.command?.words = command
            return try await body(strategy, tested.expectations)
        }
    }

    private func starter<T>(_ body: (Strategy) async throws -> T) async throws -> T {
        try await with(try #require(try WorkerStarters.files(for: name))) { strategy, _ in try await body(strategy) }
    }

    /// Sees that what `init` writes loses the guide's race, and nothing in order; that the failure is made small, and
    /// replays.
    func expectStarter() async throws {
        try await starter { strategy in
            let held = try await TestServer.verify(strategy, in: "in-order", schedules: 25)
            #expect(held.verdict == .sampled, "in-order: \(held.because ?? "")")
            let (cell, replayed) = try await TestServer.run { server in
                let cell = try await server.verify(strategy, ["ack-wait-race"], worlds: 1, schedules: 200)[0]
                let scenario = try #require(Catalogue.scenario(named: "ack-wait-race"))
                let file = try #require(cell.failure?.file, "\(cell.result.because ?? "")")
                let replayed = try await server.withVerifier { verifier in
                    try await verifier.replay(file, strategy: strategy, scenario: scenario, consumer: .fenced)
                }
                return (cell, replayed)
            }
            #expect(cell.result.verdict == .violated)
            #expect(cell.result.property == .monotonicVersions)
            #expect(cell.failure?.isMinimal == true)
            #expect(replayed.isIdentical)
        }
    }

    /// Sees that the first schedules of a seed have the same histories with kept programs and with fresh ones.
    ///
    /// - Parameter example: An example; nil for what `init` writes.
    func expectDeterminism(example: String? = nil) async throws {
        let (schedules, scenario) = (isNightly ? 60 : 8, try #require(Catalogue.scenario(named: "everything")))
        try await with(try example.map(Self.files) ?? #require(try WorkerStarters.files(for: name))) { strategy, _ in
            let (warm, again, fresh) = try await TestServer.run { server in
                try await server.withWorld(strategy, scenario) { world in
                    let warm = try await world.histories(seed: 7, schedules)
                    let again = try await world.histories(seed: 7, schedules)
                    world.plan.startsFresh = true
                    return (warm, again, try await world.histories(seed: 7, schedules))
                }
            }
            #expect(Set(warm.map(\.fingerprint)).count > schedules / 3)
            #expect(TestHistory.difference(warm, again) == nil)
            #expect(TestHistory.difference(warm, fresh) == nil)
        }
    }

    /// The files of an example. What is made of them is made of a copy, so that nothing is built among the examples.
    static func files(_ example: String) throws -> [(name: String, text: String)] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = root.appending(path: "Examples/Workers/\(example)").path
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
            (name, try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8))
        }
    }

    /// Sees that an example does what its expect says.
    func expectExample(_ example: String) async throws {
        try await with(try Self.files(example)) { strategy, expectations in
            for (scenario, expected) in expectations.expect {
                for expectation in expected {
                    #expect(expectation.verdict == .holds)
                    let result = try await TestServer.verify(strategy, in: scenario, schedules: 25)
                    #expect(result.verdict == .sampled, "\(scenario): \(result.because ?? "")")
                }
            }
        }
    }
}
