import Foundation
import TestSupport
import Testing

/// `--failures` as a corpus: what failed before is tried first.
@Suite(.ownTime) struct KnownFailureTests {
    private static let file = "failures/own-ack-wait-race-fenced.json"
    /// Two schedules, none of which finds the race.
    private static let few = [
        "verify", "./own", "--scenario", "ack-wait-race", "--schedules", "2", "--seed", "3", "--failures", "failures",
    ]

    private func failing(_ box: Sandbox) async throws {
        #expect(try await box.run("init", "own", "--from", "naive-upsert").status == 0)
        #expect(
            try await box.run("verify", "own", "--scenario", "ack-wait-race", "--failures", "failures").status == 1)
    }

    private struct Report: Decodable {
        struct Result: Decodable {
            struct Counterexample: Decodable { var file: String }
            var verdict: String
            var known: Bool?
            var counterexample: Counterexample?
        }
        var results: [Result]
    }

    @Test func failsThoughNoScheduleShowsIt() async throws {
        let box = try Sandbox()
        try await failing(box)
        let before = try box.text(Self.file)
        let outcome = try await box.run(Self.few + ["--json", "r.json"])
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("the known failure \(Self.file) still fails."))
        #expect(outcome.output.contains("converge replay \(Self.file)"))
        let report = try JSONDecoder().decode(Report.self, from: Data(try box.text("r.json").utf8))
        #expect(report.results.map(\.verdict) == ["violated"])
        #expect(report.results[0].known == true, "the seed must be one whose schedules find nothing")
        #expect(report.results[0].counterexample?.file == Self.file)
        #expect(try box.text(Self.file) == before)

        try FileManager.default.removeItem(atPath: "\(box.path)/failures")
        #expect(try await box.run(Self.few).status != 1)
    }

    @Test func saysWhatNoLongerFails() async throws {
        let box = try Sandbox()
        try await failing(box)
        try FileManager.default.removeItem(atPath: "\(box.path)/own/upsert.sql")
        let guarded = try await box.run("init", "guarded", "--from", "guarded-upsert")
        #expect(guarded.status == 0)
        // The guard stands at the end, so that the statement keeps its line, and with it its name.
        let naive = try await box.run("init", "naive", "--from", "naive-upsert")
        #expect(naive.status == 0)
        let upsert = try box.text("naive/upsert.sql")
        let mended = upsert.replacing(
            #/;\s*$/#, with: "\nwhere stripe.subscriptions.updated_idx <= excluded.updated_idx;\n")
        #expect(mended != upsert)
        try box.write(mended, to: "own/upsert.sql")
        try box.write("{\"seed\": 1}", to: "failures/notes.json")
        let outcome = try await box.run(Self.few)
        #expect(outcome.status != 1)
        #expect(outcome.error.contains("the known failure \(Self.file) no longer fails: delete it"))
        #expect(outcome.error.contains("passed over: failures/notes.json"))

        try box.write("-- moved\n" + mended, to: "own/upsert.sql")
        let moved = try await box.run(Self.few)
        #expect(moved.error.contains("the known failure \(Self.file) cannot be followed any more"))
    }

    @Test func doesNotChangeWhatASeedFinds() async throws {
        let box = try Sandbox()
        var reports: [String] = []
        for _ in 0..<2 {
            let outcome = try await box.run(
                "verify", "naive-upsert", "--scenario", "ack-wait-race", "in-order", "--schedules", "60", "--json", "-")
            #expect(outcome.status == 1)
            reports.append(
                outcome.output.split(separator: "\n").filter { !$0.contains("\"seconds\"") }.joined(separator: "\n"))
        }
        #expect(reports[0] == reports[1])
    }
}
