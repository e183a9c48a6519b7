import Foundation
import TestSupport
import Testing

/// A failure, from its discovery through its file to its replay.
@Suite(.ownTime) struct ReplayTests {
    private static let file = "failures/own-ack-wait-race-fenced.json"

    /// A naive upsert of one's own, with its failure found.
    private func failing(_ box: Sandbox) async throws -> Sandbox.Outcome {
        #expect(try await box.run("init", "own", "--from", "naive-upsert").status == 0)
        return try await box.run(
            "verify", "own", "--scenario", "ack-wait-race", "--failures", "failures", "--json", "-")
    }

    @Test func verdictsThroughReplay() async throws {
        let box = try Sandbox()
        let found = try await failing(box)
        #expect(found.status == 1)
        #expect(found.output.hasPrefix("{"))
        #expect(found.error.contains("converge replay \(Self.file)"))

        let again = try await box.run("replay", Self.file)
        #expect(again.status == 1, "\(again.error)")
        #expect(again.output.contains("fails again as recorded: monotonic-versions at step 7"))
        #expect(again.said == [])

        // The mended strategy in its place.
        try FileManager.default.removeItem(atPath: "\(box.path)/own")
        #expect(try await box.run("init", "own", "--from", "guarded-upsert").status == 0)
        let mended = try await box.run("replay", Self.file)
        #expect(mended.status == 0, "\(mended.output)")
        #expect(mended.error.contains("have changed"))
        #expect(mended.output.contains("no longer fails: held in 200 schedules"))
        #expect(mended.output.contains("so the same workload was searched afresh"))

        try box.write("accept: {late-akc: so}", to: "own/strategy.yml")
        expectRefusal(
            try await box.run("replay", Self.file), 65, "own/strategy.yml:1:10", "did you mean 'late-ack'?",
            leftovers: box.leftovers)

        try FileManager.default.removeItem(atPath: "\(box.path)/own")
        expectRefusal(try await box.run("replay", Self.file), 65, "there is no such folder", leftovers: box.leftovers)
    }

    @Test func acceptedAndStale() async throws {
        let box = try Sandbox()
        #expect(try await box.run("init", "own", "--from", "naive-upsert").status == 0)
        try box.write("accept: {ack-wait-race: 'one worker only'}", to: "own/strategy.yml")
        let accepted = try await box.run("verify", "own", "--scenario", "ack-wait-race")
        #expect(accepted.status == 0)
        #expect(accepted.output.contains("accepted: one worker only"))
        try box.write("accept: {in-order: 'because'}", to: "own/strategy.yml")
        let stale = try await box.run("verify", "own", "--scenario", "in-order", "--schedules", "5")
        #expect(stale.status == 1)
        #expect(stale.output.contains("stale: strategy.yml accepts a violation in in-order"))
    }

    @Test func reportsAreTheSameTwice() async throws {
        let box = try Sandbox()
        var reports: [String] = []
        for name in ["a.json", "b.json"] {
            let outcome = try await box.run(
                "matrix", "--strategy", "naive-upsert", "--scenario", "in-order", "delete-race", "--schedules", "40",
                "--json", name)
            #expect(outcome.status == 0, "\(outcome.error)")
            reports.append(
                try box.text(name).split(separator: "\n").filter { !$0.contains("\"seconds\"") }
                    .joined(separator: "\n"))
        }
        #expect(reports[0] == reports[1])
    }

    @Test func reportThatCannotBeWrittenInTheEnd() async throws {
        let box = try Sandbox()
        let outcome = try await box.run(
            "verify", "naive-upsert", "--scenario", "ack-wait-race", "--failures", "/proc/failures")
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("could not be written"))
        #expect(outcome.output.contains("violates monotonic-versions"))
    }
}
