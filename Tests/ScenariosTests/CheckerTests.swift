import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// The boundary cases of the properties, without a server.
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

@Suite(.ownTime) struct AckedIsDurableTests {
    private func fixture(_ deletes: Deletes = .soft, _ upstream: String = "1 2 3") -> CheckerFixture {
        var fixture = CheckerFixture(deletes)
        fixture.upstream(upstream)
        return fixture
    }

    @Test("When an ack is accepted, its version is committed, or a newer one", arguments: [Int64(2), 3])
    func durable(version: Int64) {
        var fixture = fixture()
        fixture.commit(version)
        fixture.ack(2, step: 9)
        #expect(fixture.violation == nil)
    }

    @Test("An ack of what is not committed is a violation, in words that say what is")
    func early() {
        var fixture = fixture()
        fixture.ack(2, by: 2, step: 9)
        #expect(
            fixture.violation
                == Violation(
                    property: .ackedIsDurable, step: 9, record: "A",
                    because: "the consumer accepted worker 2's ack of A\u{2032} (version 2), "
                        + "and the committed row is not there"))
        fixture.commit(1)
        #expect(
            fixture.violation?.because
                == "the consumer accepted worker 2's ack of A\u{2032} (version 2), "
                + "and the committed row is at A (version 1)")
        fixture.commit(nil)
        #expect(
            fixture.violation?.because
                == "the consumer accepted worker 2's ack of A\u{2032} (version 2), "
                + "and the committed row is at a version that is null")
    }

    @Test("It is judged at the step of the ack, not later")
    func otherStep() {
        var fixture = fixture()
        fixture.ack(2, step: 8)
        #expect(fixture.violation == nil)
    }

    @Test("An acknowledged hard deletion has taken the row away, or left a newer one")
    func hardDeletion() {
        var fixture = fixture(.hard, "1 2! 3")
        fixture.deliver(2)
        fixture.ack(2, step: 9)
        #expect(fixture.violation == nil)
        fixture.commit(3)
        #expect(fixture.violation == nil)
        for version in [Int64(2), 1, nil] {
            fixture.commit(version)
            #expect(fixture.property == .ackedIsDurable)
        }
    }

    @Test("A newer hard deletion that was delivered excuses the row's absence")
    func deletedSince() {
        var fixture = fixture(.hard, "1 2!")
        fixture.deliver(2)
        fixture.ack(1, step: 9)
        #expect(fixture.violation == nil)
    }

    @Test("An acknowledged soft deletion may leave nothing behind if no live version was ever applied")
    func softNeverLive() {
        var fixture = fixture(.soft, "1 2!")
        fixture.ack(2, step: 9)
        #expect(fixture.violation == nil)
        fixture.commit(1)
        #expect(fixture.property == .ackedIsDurable)
    }
}

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
                "no-resurrection", "monotonic-versions", "acked-is-durable", "convergence", "liveness",
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
