import Sequin
import TestSupport
import Testing

@testable import FakeSequin
@testable import Scenarios

/// Which batches a worker may be given.
@Suite(.ownTime) struct BatchesTests {
    private func names(_ batches: [[Deliverable]]) -> [String] {
        batches.map { $0.map(\.recordID).joined() }
    }

    private func items(_ names: String) -> [Deliverable] {
        names.enumerated().map { Deliverable(recordID: "\($1)", version: 1, deliverCount: 0, index: $0) }
    }

    @Test func `in a line, what comes first goes out, in all orders while they are few`() {
        #expect(names(Batches.inLine([])) == [])
        #expect(names(Batches.inLine(items("AB"))) == ["AB", "BA"])
        #expect(names(Batches.inLine(items("ABC"))).count == 6)
        #expect(names(Batches.inLine(items("ABCD"))) == ["ABCD", "DCBA"])
    }

    @Test func `in several lines, each goes out from its beginning`() {
        let items = items("AaBb")
        let line: (Deliverable) -> String = { $0.recordID.lowercased() }
        #expect(names(Batches.inLines(items, size: 1, by: line)) == ["A", "B"])
        #expect(names(Batches.inLines(items, size: 2, by: line)) == ["A", "B", "Aa", "AB", "BA", "Bb"])
        #expect(names(Batches.inLines(items, size: 4, by: line)).count { $0.count == 4 } == 6)
    }

    @Test func `in no order, any may go out, and a batch may be shorter`() {
        #expect(names(Batches.inNoOrder(items("ABC"), size: 1)) == ["A", "B", "C"])
        #expect(names(Batches.inNoOrder(items("AB"), size: 2)) == ["A", "B", "AB", "BA"])
        #expect(names(Batches.inNoOrder(items("ABC"), size: 2)).count == 9)
        #expect(names(Batches.inNoOrder([], size: 2)) == [])
    }
}
