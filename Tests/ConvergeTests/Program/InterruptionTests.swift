import Foundation
import Scenarios
import TestSupport
import Testing

/// Signals, a closed pipe, and a server that dies: reports are written, nothing is left, nothing passes by accident.
@Suite(.ownTime) struct InterruptionTests {
    private static let long = ["verify", "guarded-upsert", "--schedules", "1000000", "--json", "r.json"]

    private static let cells = Catalogue.scenarios.count

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
    func signal(number: Int32, status: Int32) async throws {
        let box = try Sandbox()
        let outcome = try await box.run(Self.long) { pid in
            try await box.waitForWorlds()
            kill(pid, number)
        }
        #expect(outcome.status == status)
        #expect(outcome.said == ["converge: interrupted: 0 of \(Self.cells) cells are finished."])
        #expect(try box.text("r.json").contains("\"results\" : ["))
        #expect(box.leftovers == [])
    }

    @Test func signalWhileTheServerStarts() async throws {
        let box = try Sandbox()
        let outcome = try await box.run(Self.long) { pid in
            while box.cluster == nil { try await Task.sleep(for: .milliseconds(5)) }
            kill(pid, SIGTERM)
        }
        #expect(outcome.status == 143, "\(outcome.error)")
        #expect(box.leftovers == [])
    }

    @Test func secondSignal() async throws {
        let box = try Sandbox()
        let outcome = try await box.run(Self.long) { pid in
            try await box.waitForWorlds()
            // Two of one kind may come as one.
            kill(pid, SIGINT)
            kill(pid, SIGTERM)
        }
        #expect([130, 143].contains(outcome.status))
        #expect(box.leftovers == [])
    }

    @Test func killedServer() async throws {
        let box = try Sandbox()
        let outcome = try await box.run(Self.long) { _ in
            try await box.waitForWorlds()
            if let server = box.postmaster { kill(server, SIGKILL) }
        }
        #expect(outcome.status == 2)
        #expect(outcome.error.contains("Postgres was lost"))
        #expect(outcome.output.contains("\(Self.cells) inconclusive"))
        #expect(!outcome.output.contains("✓"))
        let report = try JSONDecoder().decode(Report.self, from: Data(try box.text("r.json").utf8))
        #expect(report.results.map(\.verdict) == Array(repeating: "inconclusive", count: Self.cells))
        #expect(box.leftovers == [])
    }

    private struct Report: Decodable {
        struct Result: Decodable { var verdict: String }
        var results: [Result]
    }

    @Test func closedOutput() async throws {
        let box = try Sandbox()
        let outcome = try await box.run(
            executable: "/bin/sh",
            ["-c", "\(Sandbox.program) verify guarded-upsert --schedules 20 | true"])
        #expect(outcome.said == [])
        #expect(box.leftovers == [])
    }
}
