import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// The boundary cases of monotonic-versions, without a server.
@Suite(.ownTime) struct MonotonicVersionsTests {
    private func fixture(_ deletes: Deletes = .soft, _ upstream: String = "1 2 3") -> CheckerFixture {
        var fixture = CheckerFixture(deletes)
        fixture.upstream(upstream)
        return fixture
    }

    @Test("What was never applied need not be there, whatever upstream has become")
    func notApplied() {
        var fixture = fixture()
        #expect(fixture.violation == nil)
        fixture.deliver(3)
        #expect(fixture.violation == nil)
        fixture.apply(1)
        fixture.commit(1)
        #expect(fixture.violation == nil)
    }

    @Test("Once a version was applied, the row is there at it or newer", arguments: [Int64(2), 3])
    func newEnough(version: Int64) {
        var fixture = fixture()
        fixture.apply(2)
        fixture.commit(version)
        #expect(fixture.violation == nil)
    }

    @Test("An older row, a version that is null, and no row are violations, each in its own words")
    func tooOld() {
        var fixture = fixture()
        fixture.apply(2, by: 2, step: 5)
        fixture.commit(1)
        #expect(
            fixture.violation
                == Violation(
                    property: .monotonicVersions, step: 9, record: "A",
                    because: "worker 2 had applied A\u{2032} (version 2) at step 5, and after the cause "
                        + "the row is at A (version 1)"))
        fixture.commit(nil)
        #expect(
            fixture.violation?.because
                == "worker 2 had applied A\u{2032} (version 2) at step 5, and after the cause "
                + "the row is at a version that is null")
        fixture.remove()
        #expect(
            fixture.violation?.because
                == "worker 2 had applied A\u{2032} (version 2) at step 5, and after the cause the row is not there")
        #expect(fixture.property == .monotonicVersions)
    }

    @Test("The newest application counts, not the last")
    func newestCounts() {
        var fixture = fixture()
        fixture.apply(3, by: 1, step: 4)
        fixture.apply(2, by: 2, step: 6)
        fixture.commit(2)
        #expect(fixture.property == .monotonicVersions)
        #expect(fixture.violation?.because.hasPrefix("worker 1 had applied A\u{2033} (version 3) at step 4") == true)
        fixture.commit(3)
        #expect(fixture.violation == nil)
    }

    @Test("A newer hard deletion excuses an older row, and none, as soon as it is delivered")
    func deliveredDeletion() {
        var fixture = fixture(.hard, "1 2 3!")
        fixture.apply(2)
        fixture.remove()
        #expect(fixture.property == .monotonicVersions, "upstream's deletion alone excuses nothing")
        fixture.deliver(3)
        #expect(fixture.violation == nil)
        fixture.commit(1)
        #expect(fixture.violation == nil)
    }

    @Test("An older hard deletion excuses nothing")
    func olderDeletion() {
        var fixture = fixture(.hard, "1 2! 3")
        fixture.deliver(2)
        fixture.apply(3)
        fixture.remove()
        #expect(fixture.property == .monotonicVersions)
        fixture.commit(3)
        #expect(fixture.violation == nil)
    }

    @Test("A soft deletion is an upsert like any other: its delivery excuses nothing")
    func softDeletion() {
        var fixture = fixture(.soft, "1 2 3!")
        fixture.apply(2)
        fixture.deliver(3)
        fixture.commit(1)
        #expect(fixture.property == .monotonicVersions)
        fixture.apply(3)
        fixture.commit(2)
        #expect(fixture.property == .monotonicVersions)
        fixture.commit(3)
        #expect(fixture.violation == nil)
        fixture.remove()
        #expect(fixture.property == .monotonicVersions)
    }

    @Test("A soft deletion may leave nothing behind if no live version was ever applied")
    func softDeletionNeverLive() {
        var fixture = fixture(.soft, "1 2!")
        fixture.apply(2)
        #expect(fixture.violation == nil)
        fixture.commit(1)
        #expect(fixture.property == .monotonicVersions, "a row that is there must be at the deletion")
        fixture.commit(2)
        #expect(fixture.violation == nil)
        fixture.apply(1)
        fixture.remove()
        #expect(fixture.property == .monotonicVersions, "a live version was applied, if late")
    }

    @Test("Without a stored version, nothing is checked")
    func versionless() {
        var fixture = CheckerFixture(.hard, storesVersions: false)
        fixture.upstream("1 2 3!")
        fixture.apply(2)
        fixture.ack(2, step: 9)
        fixture.apply(3)
        fixture.commit(1)
        #expect(fixture.violation == nil)
    }
}
