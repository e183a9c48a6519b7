import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Which violation is reported of several, and in which words it names what it is about.
@Suite(.ownTime) struct CheckerOrderTests {
    @Test("If one step violates several, no-resurrection comes first, then monotonic-versions, then acked-is-durable")
    func precedence() {
        var fixture = CheckerFixture(.hard)
        fixture.upstream("1 2", of: "A")
        fixture.upstream("3 4", of: "B")
        fixture.upstream("5 6!", of: "C")
        fixture.ack(1, of: "A", step: 9)
        #expect(fixture.violation.map { "\($0.property.rawValue) \($0.record ?? "")" } == "acked-is-durable A")
        fixture.apply(3, of: "B")
        #expect(fixture.violation.map { "\($0.property.rawValue) \($0.record ?? "")" } == "monotonic-versions B")
        fixture.deliver(6, of: "C")
        fixture.apply(6, of: "C")
        fixture.commit(5, of: "C")
        #expect(fixture.violation.map { "\($0.property.rawValue) \($0.record ?? "")" } == "no-resurrection C")
    }

    @Test("Properties are listed in that order")
    func listed() {
        #expect(
            Property.all.map(\.rawValue) == [
                "no-resurrection", "monotonic-versions", "acked-is-durable", "custom-checks", "convergence",
                "liveness",
            ])
    }

    @Test("Of several records with one problem the first is named")
    func firstRecord() {
        var fixture = CheckerFixture(.soft)
        fixture.upstream("1", of: "x")
        fixture.upstream("2", of: "y")
        fixture.apply(2, of: "y")
        #expect(fixture.violation?.record == "B")
        fixture.apply(1, of: "x")
        #expect(fixture.violation?.record == "A")
    }

    @Test("Versions are named as the guide names them")
    func labels() {
        var fixture = CheckerFixture(.soft)
        fixture.upstream("10 20 30 40 50 60 70 80 90 100 110", of: "id")
        let labels = [10, 20, 30, 40, 50, 60, 110].map { fixture.ledger.label("id", $0).description }
        #expect(
            labels == [
                "A", "A\u{2032}", "A\u{2033}", "A\u{2034}", "A\u{2057}", "A\u{207D}\u{2075}\u{207E}",
                "A\u{207D}\u{00B9}\u{2070}\u{207E}",
            ])
        #expect(fixture.ledger.label("id", 5).description == "A@5")
        #expect(fixture.ledger.label("stranger", 5).description == "stranger")
    }

    @Test("Record 26 has one name, wherever it is named")
    func letters() {
        #expect([0, 25, 26, 53].map(RecordName.letters) == ["A", "Z", "AA", "BB"])
        #expect("\(Change.update(26))" == "update AA")
        var fixture = CheckerFixture(.soft)
        for record in 0...26 { fixture.upstream("1 2", of: "id \(record)") }
        #expect(fixture.ledger.label("id 26", 2) == VersionName("AA", 1))
    }
}
