import Syncer
import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

@Suite(.ownTime) struct MatrixReportTests {
    /// One of each kind.
    private let judgements: [Judgement] = [
        .matrix(Samples.result("guarded", "in-order", .sampled), expectation: Scenarios.Expectation(.holds)),
        .matrix(
            Samples.result("guarded", "ack-wait-race", .violated, property: .convergence, because: "it was so"),
            expectation: Scenarios.Expectation(.holds)),
        .matrix(Samples.result("naive-upsert", "in-order", .inconclusive, because: "no time"), expectation: nil),
        .matrix(
            Samples.result("naive-upsert", "ack-wait-race", .violated, property: .monotonicVersions),
            expectation: Scenarios.Expectation(.violated, property: .monotonicVersions)),
    ]

    @Test func words() {
        #expect(
            MatrixReport(judgements, style: TextStyle()).table() == """
                                     ack-
                              in-    wait-
                              order  race
                guarded       ✓      ✗ convergence!
                naive-upsert  ?      ✗ monotonic

                ✓ holds · ✗ violated · ? inconclusive · ! not as expected

                """)
    }

    @Test func letters() {
        #expect(
            MatrixReport(judgements, style: TextStyle(width: 30, isUnicode: false)).table() == """
                              1    2
                guarded       ok   XC!
                naive-upsert  ?    XM

                1 in-order
                2 ack-wait-race

                ok holds | X violated: M
                monotonic-versions, C convergence | ?
                inconclusive | ! not as expected

                """)
    }

    @Test func surprisesAreRedAndWhatWasExpectedIsNot() {
        let table = MatrixReport(judgements, style: TextStyle(hasColor: true)).table()
        #expect(table.contains("\u{1B}[1;31m✗ convergence!\u{1B}[0m"))
        #expect(!table.contains("31m✗ monotonic"))
    }

    @Test func remarksNameWhatIsNotAsExpected() {
        #expect(
            MatrixReport(judgements, style: TextStyle()).remarks { _ in "a b.json" } == """
                ? naive-upsert · in-order: inconclusive
                  no time
                ! guarded · ack-wait-race: expected to hold, and violates convergence
                  because it was so
                  replay  converge replay 'a b.json'

                """)
    }

    @Test func totals() {
        #expect(
            MatrixReport(judgements, style: TextStyle()).totals(settings: .init(), postgres: "15.1", seconds: 1.26)
                == "4 cells, 1 not as expected, 1 inconclusive · seed 1 · random · fenced · Postgres 15.1 · 1.3 s")
    }

    @Test func ofManyTheSlowestAreNamed() {
        let many = (0..<12).map { index in
            var result = Samples.result("s\(index)", "in-order", .sampled)
            result.seconds = Double((index * 5) % 12)
            return Judgement(result: result)
        }
        let totals = MatrixReport(many, style: TextStyle()).totals(settings: .init(), postgres: "15.1", seconds: 66)
        #expect(totals.hasPrefix("slowest  s7 · in-order 11.0 s, s2 · in-order 10.0 s, s9 · in-order 9.0 s\n12 cells,"))
    }

    @Test func everyWidthFits() {
        let strategies = (1...12).map { "a-strategy-with-quite-a-name-\($0)" }
        let scenarios = (1...20).map { "some-scenario-\($0)" }
        let many = strategies.flatMap { strategy in
            scenarios.map { scenario in
                Judgement(result: Samples.result(strategy, scenario, .violated, property: .monotonicVersions))
            }
        }
        for width in [80, 100, 120, 200, 300] {
            let lines = MatrixReport(many, style: TextStyle(width: width)).table().split(separator: "\n")
            #expect(lines.allSatisfy { $0.count <= width })
        }
    }
}
