import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// The boundary cases of no-resurrection, without a server.
@Suite(.ownTime) struct NoResurrectionTests {
    private func fixture(_ deletes: Deletes = .hard, _ upstream: String = "1 2 3! 4") -> CheckerFixture {
        var fixture = CheckerFixture(deletes)
        fixture.upstream(upstream)
        fixture.deliver(3)
        return fixture
    }

    @Test("Once a deletion was applied, the row is absent, or newer")
    func absentOrNewer() {
        var fixture = fixture()
        fixture.apply(3)
        #expect(fixture.violation == nil)
        fixture.commit(4)
        #expect(fixture.violation == nil)
    }

    @Test("A row at the deletion's own version, older, or null is a resurrection", arguments: [Int64(3), 2, 1, nil])
    func resurrection(version: Int64?) {
        var fixture = fixture()
        fixture.apply(3, by: 2, step: 7)
        fixture.commit(version)
        let seen =
            version.map { "\(["A", "A\u{2032}", "A\u{2033}"][Int($0) - 1]) (version \($0))" }
            ?? "a version that is null"
        #expect(
            fixture.violation
                == Violation(
                    property: .noResurrection, step: 9, record: "A",
                    because: "worker 2 had applied the deletion A\u{2033} (version 3) at step 7, and after the cause "
                        + "the row is there again, at \(seen)"))
    }

    @Test("A deletion that was only delivered deletes nothing yet")
    func onlyDelivered() {
        var fixture = fixture()
        fixture.apply(2)
        fixture.commit(2)
        #expect(fixture.violation == nil)
    }

    @Test("Of several deletions the newest counts")
    func newestDeletion() {
        var fixture = CheckerFixture(.hard)
        fixture.upstream("1 2! 3 4!")
        fixture.deliver(4)
        fixture.apply(4)
        fixture.apply(2)
        fixture.commit(3)
        #expect(fixture.property == .noResurrection)
        #expect(fixture.violation?.because.contains("A\u{2034} (version 4)") == true)
    }

    @Test("Soft deletions resurrect nothing: an older row breaks monotonic-versions")
    func soft() {
        var fixture = fixture(.soft)
        fixture.apply(2)
        fixture.apply(3)
        fixture.commit(2)
        #expect(fixture.property == .monotonicVersions)
    }
}
