import Foundation
import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

@Suite(.ownTime) struct VerifyReportTests {
    private func line(_ judgement: Judgement, _ style: TextStyle = TextStyle()) -> String {
        VerifyReport(strategies: ["mine"], scenarios: ["in-order", "ack-wait-race"], style: style).line(judgement)
    }

    @Test func aPassIsOneLine() {
        let pass = Judgement(result: Samples.result("mine", "in-order", .sampled))
        #expect(line(pass) == "✓ mine  in-order       held in 200 schedules, hazard in 101")
        #expect(
            line(pass, TextStyle(width: 120, isUnicode: false))
                == "ok   mine  in-order       held in 200 schedules, hazard in 101 | 2 workers, 1 record, 2 changes, "
                + "1 expiry")
    }

    @Test func aClaimAboutAllInterleavingsNamesItsBounds() {
        var result = Samples.result("mine", "in-order", .exhausted)
        result.pruned = 40
        #expect(
            line(Judgement(result: result)) == """
                ✓ mine  in-order       holds in every interleaving: 200 schedules (40 pruned), hazard in 101
                  within 2 workers, 1 record, 2 changes, 1 expiry
                """)
    }

    @Test func whatIsNoPassGivesItsReason() {
        let open = Judgement(result: Samples.result("mine", "in-order", .inconclusive, because: "no time"))
        #expect(line(open) == "? mine  in-order       inconclusive\n  no time")
        let failed = Judgement.verify(
            Samples.result("mine", "in-order", .violated, property: .convergence), acceptance: nil)
        #expect(line(failed) == "✗ mine  in-order       violates convergence")
        #expect(line(failed, TextStyle(isUnicode: false)) == "FAIL mine  in-order       violates convergence")
    }

    @Test func jsonIsStable() throws {
        var settings = VerificationSettings()
        settings.seed = 7
        let result = Samples.result("mine", "in-order", .violated, property: .liveness, because: "A\u{2032} / x")
        let report = JSONReport(
            command: "verify", strategies: [], settings: settings, postgres: "15.18", cells: 1, seconds: 1.23456,
            judgements: [Judgement.verify(result, acceptance: nil)])
        let text = String(decoding: try report.encoded(), as: UTF8.self)
        #expect(text.hasPrefix("{\n  \"cells\" : 1,\n  \"command\" : \"verify\",\n  \"converge\" : 1,\n"))
        #expect(text.contains("\"complaint\" : \"violates liveness\""))
        #expect(text.contains("\"because\" : \"A\u{2032} / x\""))
        #expect(text.contains("\"seconds\" : 1.235"))
        #expect(text.hasSuffix("}\n"))
    }
}
