import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

@Suite(.ownTime) struct MarkdownReportTests {
    private let text = MarkdownReport(Samples.run).text()

    @Test func headAndMatrix() {
        #expect(
            text.hasPrefix(
                """
                # ✗ converge verify

                **2 failed, 1 inconclusive, 1 skipped, 1 violated as expected, 1 held, 1 not run** · seed 1 · random · \
                fenced · Postgres 15.18 · 12.3 s

                | scenario | naive |
                | --- | --- |
                | in-order | ✓ |
                | ack-wait-race | **✗ monotonic !** |
                | late-ack | ✗ convergence |
                | delete-race | **✓ !** |
                | slow-worker | ? |
                | server-crash | – |

                """))
    }

    @Test func failuresExplainThemselves() {
        #expect(text.contains("because \(Samples.raceViolation.because)\n\n```sh\nconverge replay 'a b.json'\n```\n"))
        #expect(
            text.contains("\n\nOrder: 3 may as well come after 4; the others must come where they stand.\n\nValues: it")
        )
        #expect(text.contains("```text\n   #  upstream"))
        #expect(text.contains("```mermaid\nsequenceDiagram\n"))
        // What was to be expected needs no section.
        #expect(!text.contains("### ✗ naive · late-ack"))
    }

    @Test func nothingBecomesMarkup() {
        #expect(text.contains("since no &lt;time&gt; &amp; no  \\[31mluck"))
        #expect(
            MarkdownText.escaped("a|b*c_d`e`<i>[x](y)~#1@me\n")
                == "a\\|b\\*c\\_d\\`e\\`&lt;i&gt;\\[x\\](y)\\~\\#1&#64;me ")
        #expect(MarkdownText.escaped("a|\u{301}b") == "a\\|\u{301}b")
        #expect(MarkdownText.block(["```", "x"], language: "sql") == "````sql\n```\nx\n````\n")
    }

    @Test func aLimitCostsTimelinesFirst() {
        let failed = Samples.run.judgements[1]
        let many = Samples.summary(Array(repeating: failed, count: 12))
        let whole = MarkdownReport(many).text()
        #expect(!whole.contains("no room"))
        for limit in [whole.utf8.count + 200, 24_000, 2_500] {
            let cut = MarkdownReport(many).text(limit: limit)
            #expect(cut.utf8.count <= limit)
            #expect(cut.contains("sequenceDiagram") == (limit > 10_000))
            #expect(cut.contains("### ✗ naive · ack-wait-race"))
            #expect(cut.contains("more, for which there is no room") == (limit < 10_000), "\(limit)")
        }
    }
}
