import Foundation
import TestSupport
import Testing

/// The published schemas, against what the program writes.
@Suite(.ownTime) struct WrittenSchemaTests {
    @Test func whatIsWrittenIsDocumented() async throws {
        let box = try Sandbox()
        let outcome = try await box.run(
            "verify", "naive-upsert", "--scenario", "in-order", "ack-wait-race", "overlapping-statements",
            "--schedules", "40", "--json", "report.json", "--failures", "failures")
        #expect(outcome.status == 1, "\(outcome.error)")
        let report = try JSONSchema(named: "report.schema.json")
        #expect(try report.problems(in: Data(box.text("report.json").utf8)) == [])
        let failure = try JSONSchema(named: "failure.schema.json")
        for scenario in ["ack-wait-race", "overlapping-statements"] {
            let text = try box.text("failures/naive-upsert-\(scenario)-fenced.json")
            #expect(try failure.problems(in: Data(text.utf8)) == [])
            let broken = try failure.problems(in: Data(text.replacing("\"step\"", with: "\"stepp\"").utf8))
            #expect(!broken.isEmpty)
        }
    }
}
