import Foundation
import Syncer
import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

@Suite(.ownTime) struct PageReportTests {
    private func page(_ summary: RunSummary) throws -> String {
        String(decoding: try PageReport(summary).encoded(), as: UTF8.self)
    }

    private func all(_ pattern: String, in text: String) throws -> [String] {
        let regex = try NSRegularExpression(pattern: pattern)
        return regex.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap { match in
            Range(match.range(at: 1), in: text).map { String(text[$0]) }
        }
    }

    /// The guide's race, with what a run records of its last step besides.
    private var detailed: [Step] {
        var steps = Samples.race
        steps[6].detail = StepDetail(
            sql: .init(origin: "upsert.sql:5", text: "insert into t values ($1, $2)", parameters: ["<b>", nil]),
            rows: [
                .init(
                    record: "A", table: "t", wasThere: true, isThere: true,
                    columns: [
                        .init(name: "id", before: "A", after: "A"),
                        .init(name: "updated_idx", before: "10", after: "9"),
                        .init(name: "same", before: "x", after: "x"), .init(name: "plan", before: nil, after: "p"),
                    ]),
                .init(record: "B", table: "t", wasThere: false, isThere: false, columns: []),
            ],
            slots: [
                .init(
                    record: "A", state: "delivered", version: "A\u{2032}", handedOut: "A\u{2032}", deliveries: 2,
                    expires: 120)
            ], records: ["A", "B"])
        return steps
    }

    private func failing(_ steps: [Step], _ violation: Violation = Samples.raceViolation, workers: Int = 2)
        -> RunSummary
    {
        var judgement = Samples.run.judgements[1]
        judgement.failure = Samples.failure(steps, violation, workers: workers)
        return Samples.summary([judgement])
    }

    @Test func everyLinkLeadsSomewhere() throws {
        let text = try page(Samples.run)
        let ids = try all(#" id="([^"]*)""#, in: text)
        #expect(Set(ids).count == ids.count)
        let links = try all(##"href="#([^"]*)""##, in: text)
        #expect(links.contains("naive/ack-wait-race") && links.contains("naive/ack-wait-race/7"))
        #expect(Set(links).subtracting(ids) == [])
    }

    @Test func itNeedsNoNetwork() throws {
        let text = try page(Samples.run)
        #expect(text.contains("default-src 'none'"))
        #expect(try all(#"(?:src|href|action)="((?!#)[^"]*)""#, in: text) == [])
        #expect(!text.contains("@import") && !text.contains("url("))
    }

    @Test func aStepTellsItsStatementRowsAndSlot() throws {
        let text = try page(failing(detailed))
        for part in [
            #"<section class="step current bad" id="naive/ack-wait-race/7""#, "insert into t values ($1, $2)",
            "<td>&lt;b&gt;</td>", "<td><em>null</em></td>", "<tr><th scope=\"row\">id</th><td>A</td><td>A</td></tr>",
            #"<th scope="row">updated_idx</th><td>10</td><td><span class="changed">"#,
            #"<th scope="row">plan</th><td>null</td>"#, "Row B of t: There is none.",
            #"<tr><th scope="row">A</th><td>delivered</td><td>A′</td><td>A′</td><td>2</td><td>at 120 s</td></tr>"#,
            "The consumer holds nothing of B.",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(!text.contains(">same<"))
        #expect(try all("(class=\"step current)", in: text).count == 1)
    }

    @Test("A program's step tells its connection, what it met, and all that it wrote")
    func aProgramsStep() throws {
        let violation = Violation(property: .liveness, step: 5, record: "A", because: "")
        let text = try page(failing(Samples.program, violation, workers: 1))
        for part in [
            "insert into stripe.subscription (id, upstream_id) values ($1, $2)",
            "<p class=\"no-row\">Connection 2, idle before, in a transaction now.</p>",
            "<p class=\"no-row\">GET /ack was answered with 404: Not found.</p>",
            "<p class=\"no-row\">It ended with status 1.</p>",
            "Traceback\n  File &quot;worker.py&quot;, line 73, in main\n    &lt;b&gt;\nKeyError: &#39;plan&#39;</code>",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test("The list of cells without a verdict is headed by what they are")
    func headings() throws {
        let heading = { (judgements: [Judgement]) in Samples.summary(judgements).openHeading }
        let (open, skipped) = (
            Judgement(result: Samples.result("s", "in-order", .inconclusive)),
            Judgement(result: Samples.result("s", "late-ack", .skipped))
        )
        #expect(heading([open]) == "Inconclusive")
        #expect(heading([skipped]) == "Skipped")
        #expect(heading([skipped, open]) == "Inconclusive and skipped")
        #expect(try page(Samples.run).contains("<h2 id=\"open-cells\">Inconclusive and skipped</h2>"))
        #expect(MarkdownReport(Samples.run).text().contains("\n## Inconclusive and skipped\n"))
    }

    @Test func eachPictureHasATableBesideIt() throws {
        let text = try page(Samples.run)
        #expect(try all(#"(<svg class="swim")"#, in: text).count == 1)
        #expect(try all("(<summary>The same as a table</summary>)", in: text).count == 1)
        #expect(text.contains("<td>(holds a delivery)</td>"))
        #expect(text.contains(##"<tr class="bad"><th scope="row"><a href="#naive/ack-wait-race/7">7</a> ✗</th>"##))
    }

    @Test func nothingBecomesMarkup() throws {
        // A quote with an accent on it is one character to Swift, and ends an attribute all the same.
        let hostile = "\"\u{301} onload=x '><script>alert(1)</script>&\u{0}\u{1B}[2J\u{202E}"
        var summary = failing(detailed)
        summary.judgements[0].result.strategy = hostile
        summary.judgements[0].result.because = hostile
        summary.judgements[0].result.counterexample?.file = hostile
        summary.judgements.append(Judgement(result: Samples.result(hostile, "x", .skipped, because: hostile)))
        var steps = detailed
        steps[6].detail.sql?.text = hostile
        steps[6].notes[0].detail = .tag(hostile)
        steps[6].detail.rows[0].columns[1].after = hostile
        summary.judgements[0].failure = Samples.failure(steps)
        let text = try page(summary)
        #expect(try all("(<script)", in: text).count == 1)
        #expect(!text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0 || $0.value == 0x202E })
        // Code points, since that is what a browser reads.
        #expect(text.utf8.split(separator: UInt8(ascii: "\"")).allSatisfy { !$0.starts(with: "\u{301} onload".utf8) })
        #expect(text.contains("&quot;\u{301} onload=x &#39;&gt;&lt;script&gt;"))
    }

    @Test func longHistoriesAreCutAndSaySo() throws {
        let steps = Array(repeating: Samples.step(Choice(.update, records: ["A"])), count: 400)
        let text = try page(
            failing(steps, Violation(property: .liveness, step: 400, record: nil, because: "of it"), workers: 6))
        #expect(text.contains("This history has 400 steps, of which 251 are left out here"))
        #expect(text.contains("… 251 steps left out …"))
        #expect(try all("(<section class=\"step)", in: text).count == 149)
        #expect(text.contains(#"id="naive/ack-wait-race/400""#))
    }

    @Test func manyFailuresLoseTheirHistories() throws {
        let one = failing([Samples.race[0]]).judgements[0]
        let text = try page(Samples.summary(Array(repeating: one, count: PageReport.mostHistories + 3)))
        #expect(try all(#"(<svg class="swim")"#, in: text).count == PageReport.mostHistories)
        #expect(try all("(left out, since the page has 200 others)", in: text).count == 3)
    }

    @Test func whatIsKnownWithoutAHistoryIsShown() throws {
        // As shards leave it: verdicts, and no histories.
        var merged = Samples.run.judgements[1]
        merged.failure = nil
        var text = try page(Samples.summary([merged]))
        #expect(text.contains("<a href=\"#naive/ack-wait-race\">"))
        #expect(text.contains("<dt>History</dt><dd>not known here: a replay shows it</dd>"))
        #expect(text.contains("<code>converge replay &#39;a b.json&#39;</code>"))
        // What holds against all expectation is a failure, too.
        let held = Judgement.matrix(
            Samples.result("naive", "late-ack", .sampled), expectation: Scenarios.Expectation(.violated))
        text = try page(Samples.summary([held]))
        #expect(text.contains("id=\"naive/late-ack\" open>"))
        #expect(text.contains("expected to violate a property, and held in 200 schedules"))
        #expect(!text.contains("<dt>History"))
    }

    @Test func aFailureWithoutAChoiceIsShownToo() throws {
        let violation = Violation(property: .convergence, step: 0, record: nil, because: "it always does")
        let text = try page(failing([], violation))
        #expect(text.contains("no choice at all: it fails whatever the schedule"))
        #expect(!text.contains("<section class=\"step"))
    }

    @Test func theViolationOpensAndTheExpectedStaysClosed() throws {
        #expect(try page(Samples.run).contains("<details class=\"failure surprise\" id=\"naive/ack-wait-race\" open>"))
        var expected = Samples.run.judgements[1]
        expected.failure = Samples.failure()
        expected.complaint = nil
        let text = try page(Samples.summary([expected]))
        #expect(text.contains("<details class=\"failure\" id=\"naive/ack-wait-race\">"))
        #expect(text.contains("Violations as expected") && !text.contains(">Failures<"))
    }

    @Test func anInterruptedRunSaysSo() throws {
        #expect(try page(Samples.run).contains("The run was interrupted: 6 of 7 cells are finished."))
        #expect(try !page(Samples.summary([])).contains("<table"))
    }
}
