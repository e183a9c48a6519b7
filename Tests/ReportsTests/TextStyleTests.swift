import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

@Suite(.ownTime) struct TextStyleTests {
    @Test("A sentence is broken at spaces, its further lines indented")
    func wrap() {
        #expect(
            TextStyle(width: 40).wrap("one two three four five six seven eight nine", label: "but  ")
                == "but  one two three four five six seven\n     eight nine")
    }

    @Test("A list is broken between its items")
    func items() {
        let items = ["alpha · in-order 1.2 s", "beta · late-ack 1.1 s", "gamma · in-order 1.0 s"]
        #expect(
            TextStyle(width: 60).wrap(items: items, label: "slowest  ") == """
                slowest  alpha · in-order 1.2 s, beta · late-ack 1.1 s,
                         gamma · in-order 1.0 s
                """)
    }

    @Test("An item that is longer than a line is broken, but not between a number and its unit")
    func longItem() {
        let item = "a-strategy-of-a-long-name · a-scenario 12.5\u{00A0}s"
        #expect(
            TextStyle(width: 40, isUnicode: false).wrap(items: [item, "b 1\u{00A0}s"], label: "at  ") == """
                at  a-strategy-of-a-long-name |
                    a-scenario 12.5 s, b 1 s
                """)
    }

    @Test("No width parts a number from its unit in the line of the slowest cells", arguments: 40...130)
    func slowest(width: Int) {
        let judgements = (0..<12).map { index in
            var result = Samples.result("strategy-\(index)-everything", "overlapping-statements", .sampled)
            result.seconds = 1.2 + Double(index)
            return Judgement(result: result)
        }
        let text = VerifyReport.slowest(judgements, style: TextStyle(width: width))
        let lines = text.split(separator: "\n").map { $0.trimmingPrefix(while: \.isWhitespace) }
        #expect(!lines.contains { $0.hasPrefix("s,") || $0 == "s" })
        #expect(text.count { $0 == "," } == 2)
        #expect(["12.2 s", "11.2 s", "10.2 s"].allSatisfy(text.contains))
        // Where an item has room for itself, it is one line's.
        if width >= 80 { #expect(lines.allSatisfy { $0.hasSuffix(" s") || $0.hasSuffix(" s,") }) }
    }
}
