import Foundation
import Testing

/// A command of the program, as the cleanup matrix runs it.
struct CleanupCommand: Sendable, CustomTestStringConvertible {
    var name: String
    /// Its arguments to success, as the shell takes them.
    var success: String
    /// Its arguments to failure, and the exit status that it then has.
    var failure: (arguments: String, status: Int32)
    /// Its arguments for a run that something must happen to, or it never ends; nil where every run is short.
    var long: String?

    var testDescription: String { name }

    /// Only commands that start a server run for long.
    var startsServer: Bool { long != nil }

    private static let reports = "--json r.json --junit r.xml --markdown r.md --html page --failures failures"
    private static let quick = "guarded-upsert --scenario in-order --schedules 2"
    private static let race = "naive-upsert --scenario ack-wait-race"

    /// Those that start a server or write files; they find what ``CleanupInput`` has prepared. `measure`, which is for
    /// our own benchmarks, belongs to the long form.
    static let all = usual + (ProcessInfo.processInfo.environment["CONVERGE_LONG_TESTS"] == nil ? [] : [measure])

    private static let measure = CleanupCommand(
        name: "measure", success: "measure \(quick)", failure: ("measure nonsense", 65),
        long: "measure guarded-upsert --schedules 1000000")

    private static let usual = [
        CleanupCommand(
            name: "verify", success: "verify \(quick) \(reports)", failure: ("verify \(race) \(reports)", 1),
            long: "verify guarded-upsert --schedules 1000000 \(reports)"),
        CleanupCommand(
            name: "matrix", success: "matrix --strategy \(quick) \(reports)",
            // One schedule does not meet the hazard.
            failure: ("matrix --strategy \(race) --schedules 1 --seed 2 \(reports)", 2),
            long: "matrix --strategy guarded-upsert --schedules 1000000 \(reports)"),
        CleanupCommand(
            name: "replay", success: "replay --token $(cat changed) --schedules 5 --json r.json --mermaid r.mmd",
            failure: ("replay --token $(cat token) --json r.json --mermaid r.mmd", 1),
            long: "replay --token $(cat token) --keep"),
        CleanupCommand(
            name: "merge", success: "merge good.json --json r.json --junit r.xml --markdown r.md --html page",
            failure: ("merge bad.json --json r.json --junit r.xml --markdown r.md --html page", 1)),
        CleanupCommand(
            name: "init", success: "init mine --from guarded-upsert", failure: ("init own --from guarded-upsert", 64)),
        CleanupCommand(name: "list", success: "list", failure: ("list --nonsense", 64)),
    ]
}

/// What the commands read: reports of shards, and a failure's token.
struct CleanupInput: Sendable {
    private var good: String
    private var bad: String
    private var token: String
    private var changed: String

    private struct Report: Decodable {
        struct Result: Decodable {
            struct Counterexample: Decodable { var token: String }
            var counterexample: Counterexample
        }
        var results: [Result]
    }

    /// Made once: it takes three runs.
    private static let shared = Task {
        let box = try Sandbox()
        func report(_ strategy: String, _ scenario: String) async throws -> String {
            let options = ["--shard", "1/1", "--json", "r.json", "--schedules", "50"]
            _ = try await box.run(["verify", strategy, "--scenario", scenario] + options)
            return try box.text("r.json")
        }
        func token(of report: String) throws -> String {
            let report = try JSONDecoder().decode(Report.self, from: Data(report.utf8))
            guard let first = report.results.first else { throw CocoaError(.coderValueNotFound) }
            return first.counterexample.token
        }
        let good = try await report("guarded-upsert", "in-order")
        let bad = try await report("naive-upsert", "ack-wait-race")
        _ = try await box.run("init", "own", "--from", "naive-upsert")
        return CleanupInput(
            good: good, bad: bad, token: try token(of: bad),
            changed: try token(of: await report("own", "ack-wait-race")))
    }

    /// Puts it into a sandbox.
    static func prepare(_ box: Sandbox) async throws {
        let input = try await shared.value
        for (name, text) in [
            ("good.json", input.good), ("bad.json", input.bad), ("token", input.token), ("changed", input.changed),
        ] { try box.write(text, to: name) }
        // Its failure was found when it was another.
        #expect(try await box.run("init", "own", "--from", "guarded-upsert").status == 0)
    }
}
