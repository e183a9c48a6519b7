import Syncer
import Testing

@testable import Scenarios

@Suite struct MatrixReportTests {
    private let judgements: [Judgement] = [
        .matrix(Samples.result("guarded", "in-order", .sampled), expectation: Expectation(.holds)),
        .matrix(
            Samples.result("guarded", "ack-wait-race", .violated, property: .convergence, because: "it was so"),
            expectation: Expectation(.holds)),
        .matrix(Samples.result("naive-upsert", "in-order", .inconclusive, because: "no time"), expectation: nil),
        .matrix(
            Samples.result("naive-upsert", "ack-wait-race", .violated, property: .monotonicVersions),
            expectation: Expectation(.violated, property: "monotonic-versions")),
    ]

    @Test func wide() {
        #expect(
            MatrixReport(judgements, style: TextStyle()).table() == """
                                          ack-
                              in-    wait-
                              order  race
                """)
    }
}
