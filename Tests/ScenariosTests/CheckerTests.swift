import Syncer
import Testing

@testable import Scenarios

/// The boundary cases of the properties, without a server.
@Suite struct MonotonicVersionsTests {
    private func bench(_ deletes: Deletes = .soft, _ upstream: String = "1 2 3") -> CheckerBench {
        var bench = CheckerBench(deletes)
        bench.upstream(upstream)
        return bench
    }

    @Test("What was never applied need not be there, whatever upstream has become")
    func notApplied() {
        var bench = bench()
        #expect(bench.violation == nil)
        bench.deliver(3)
        #expect(bench.violation == nil)
        bench.apply(1)
        bench.commit(1)
        #expect(bench.violation == nil)
    }

    @Test("Once a version was applied, the row is there at it or newer", arguments: [Int64(2), 3])
    func newEnough(version: Int64) {
        var bench = bench()
        bench.apply(2)
        bench.commit(version)
        #expect(bench.violation == nil)
    }

    @Test("An older row, a version that is null, and no row are violations, each in its own words")
    func tooOld() {
        var bench = bench()
        bench.apply(2, by: 2, step: 5)
        bench.commit(1)
        #expect(
            bench.violation
                == Violation(
                    property: .monotonicVersions, step: 9, record: "A",
                    because: "worker 2 had applied A\u{2032} (version 2) at step 5, and after the cause "
                        + "the row is at A (version 1)"))
        bench.commit(nil)
        #expect(
            bench.violation?.because
                == "worker 2 had applied A\u{2032} (version 2) at step 5, and after the cause "
                + "the row is at a version that is null")
        bench.remove()
        #expect(
            bench.violation?.because
                == "worker 2 had applied A\u{2032} (version 2) at step 5, and after the cause the row is not there")
        #expect(bench.property == .monotonicVersions)
    }

    @Test("The newest application counts, not the last")
    func newestCounts() {
        var bench = bench()
        bench.apply(3, by: 1, step: 4)
        bench.apply(2, by: 2, step: 6)
        bench.commit(2)
        #expect(bench.property == .monotonicVersions)
        #expect(bench.violation?.because.hasPrefix("worker 1 had applied A\u{2033} (version 3) at step 4") == true)
        bench.commit(3)
        #expect(bench.violation == nil)
    }

    @Test("A newer hard deletion excuses an older row, and none, as soon as it is delivered")
    func deliveredDeletion() {
        var bench = bench(.hard, "1 2 3!")
        bench.apply(2)
        bench.remove()
        #expect(bench.property == .monotonicVersions, "upstream's deletion alone excuses nothing")
        bench.deliver(3)
        #expect(bench.violation == nil)
        bench.commit(1)
        #expect(bench.violation == nil)
    }

    @Test("An older hard deletion excuses nothing")
    func olderDeletion() {
        var bench = bench(.hard, "1 2! 3")
        bench.deliver(2)
        bench.apply(3)
        bench.remove()
        #expect(bench.property == .monotonicVersions)
        bench.commit(3)
        #expect(bench.violation == nil)
    }

    @Test("A soft deletion is an upsert like any other: its delivery excuses nothing")
    func softDeletion() {
        var bench = bench(.soft, "1 2 3!")
        bench.apply(2)
        bench.deliver(3)
        bench.commit(1)
        #expect(bench.property == .monotonicVersions)
        bench.apply(3)
        bench.commit(2)
        #expect(bench.property == .monotonicVersions)
        bench.commit(3)
        #expect(bench.violation == nil)
        bench.remove()
        #expect(bench.property == .monotonicVersions)
    }

    @Test("A soft deletion may leave nothing behind if no live version was ever applied")
    func softDeletionNeverLive() {
        var bench = bench(.soft, "1 2!")
        bench.apply(2)
        #expect(bench.violation == nil)
        bench.commit(1)
        #expect(bench.property == .monotonicVersions, "a row that is there must be at the deletion")
        bench.commit(2)
        #expect(bench.violation == nil)
        bench.apply(1)
        bench.remove()
        #expect(bench.property == .monotonicVersions, "a live version was applied, if late")
    }

    @Test("Without a stored version, nothing is checked")
    func versionless() {
        var bench = CheckerBench(.hard, storesVersions: false)
        bench.upstream("1 2 3!")
        bench.apply(2)
        bench.ack(2, step: 9)
        bench.apply(3)
        bench.commit(1)
        #expect(bench.violation == nil)
    }
}

@Suite struct NoResurrectionTests {
    private func bench(_ deletes: Deletes = .hard, _ upstream: String = "1 2 3! 4") -> CheckerBench {
        var bench = CheckerBench(deletes)
        bench.upstream(upstream)
        bench.deliver(3)
        return bench
    }

    @Test("Once a deletion was applied, the row is absent, or newer")
    func absentOrNewer() {
        var bench = bench()
        bench.apply(3)
        #expect(bench.violation == nil)
        bench.commit(4)
        #expect(bench.violation == nil)
    }

    @Test("A row at the deletion's own version, older, or null is a resurrection", arguments: [Int64(3), 2, 1, nil])
    func resurrection(version: Int64?) {
        var bench = bench()
        bench.apply(3, by: 2, step: 7)
        bench.commit(version)
        let seen =
            version.map { "\(["A", "A\u{2032}", "A\u{2033}"][Int($0) - 1]) (version \($0))" }
            ?? "a version that is null"
        #expect(
            bench.violation
                == Violation(
                    property: .noResurrection, step: 9, record: "A",
                    because: "worker 2 had applied the deletion A\u{2033} (version 3) at step 7, and after the cause "
                        + "the row is there again, at \(seen)"))
    }

    @Test("A deletion that was only delivered deletes nothing yet")
    func onlyDelivered() {
        var bench = bench()
        bench.apply(2)
        bench.commit(2)
        #expect(bench.violation == nil)
    }

    @Test("Of several deletions the newest counts")
    func newestDeletion() {
        var bench = CheckerBench(.hard)
        bench.upstream("1 2! 3 4!")
        bench.deliver(4)
        bench.apply(4)
        bench.apply(2)
        bench.commit(3)
        #expect(bench.property == .noResurrection)
        #expect(bench.violation?.because.contains("A\u{2034} (version 4)") == true)
    }

    @Test("Soft deletions resurrect nothing: an older row breaks monotonic-versions")
    func soft() {
        var bench = bench(.soft)
        bench.apply(2)
        bench.apply(3)
        bench.commit(2)
        #expect(bench.property == .monotonicVersions)
    }
}

@Suite struct AckedIsDurableTests {
    private func bench(_ deletes: Deletes = .soft, _ upstream: String = "1 2 3") -> CheckerBench {
        var bench = CheckerBench(deletes)
        bench.upstream(upstream)
        return bench
    }

    @Test("When an ack is accepted, its version is committed, or a newer one", arguments: [Int64(2), 3])
    func durable(version: Int64) {
        var bench = bench()
        bench.commit(version)
        bench.ack(2, step: 9)
        #expect(bench.violation == nil)
    }

    @Test("An ack of what is not committed is a violation, in words that say what is")
    func early() {
        var bench = bench()
        bench.ack(2, by: 2, step: 9)
        #expect(
            bench.violation
                == Violation(
                    property: .ackedIsDurable, step: 9, record: "A",
                    because: "the consumer accepted worker 2's ack of A\u{2032} (version 2), "
                        + "and the committed row is not there"))
        bench.commit(1)
        #expect(
            bench.violation?.because
                == "the consumer accepted worker 2's ack of A\u{2032} (version 2), "
                + "and the committed row is at A (version 1)")
        bench.commit(nil)
        #expect(
            bench.violation?.because
                == "the consumer accepted worker 2's ack of A\u{2032} (version 2), "
                + "and the committed row is at a version that is null")
    }

    @Test("It is judged at the step of the ack, not later")
    func otherStep() {
        var bench = bench()
        bench.ack(2, step: 8)
        #expect(bench.violation == nil)
    }

    @Test("An acknowledged hard deletion has taken the row away, or left a newer one")
    func hardDeletion() {
        var bench = bench(.hard, "1 2! 3")
        bench.deliver(2)
        bench.ack(2, step: 9)
        #expect(bench.violation == nil)
        bench.commit(3)
        #expect(bench.violation == nil)
        for version in [Int64(2), 1, nil] {
            bench.commit(version)
            #expect(bench.property == .ackedIsDurable)
        }
    }

    @Test("A newer hard deletion that was delivered excuses the row's absence")
    func deletedSince() {
        var bench = bench(.hard, "1 2!")
        bench.deliver(2)
        bench.ack(1, step: 9)
        #expect(bench.violation == nil)
    }

    @Test("An acknowledged soft deletion may leave nothing behind if no live version was ever applied")
    func softNeverLive() {
        var bench = bench(.soft, "1 2!")
        bench.ack(2, step: 9)
        #expect(bench.violation == nil)
        bench.commit(1)
        #expect(bench.property == .ackedIsDurable)
    }
}

@Suite struct CheckerOrderTests {
    @Test("If one step violates several, no-resurrection comes first, then monotonic-versions, then acked-is-durable")
    func precedence() {
        var bench = CheckerBench(.hard)
        bench.upstream("1 2", of: "A")
        bench.upstream("3 4", of: "B")
        bench.upstream("5 6!", of: "C")
        bench.ack(1, of: "A", step: 9)
        #expect(bench.violation.map { "\($0.property.rawValue) \($0.record ?? "")" } == "acked-is-durable A")
        bench.apply(3, of: "B")
        #expect(bench.violation.map { "\($0.property.rawValue) \($0.record ?? "")" } == "monotonic-versions B")
        bench.deliver(6, of: "C")
        bench.apply(6, of: "C")
        bench.commit(5, of: "C")
        #expect(bench.violation.map { "\($0.property.rawValue) \($0.record ?? "")" } == "no-resurrection C")
    }

    @Test("Properties are listed in that order")
    func listed() {
        #expect(
            Property.allCases.map(\.rawValue) == [
                "no-resurrection", "monotonic-versions", "acked-is-durable", "convergence", "liveness",
            ])
    }

    @Test("Of several records with one problem the first is named")
    func firstRecord() {
        var bench = CheckerBench(.soft)
        bench.upstream("1", of: "x")
        bench.upstream("2", of: "y")
        bench.apply(2, of: "y")
        #expect(bench.violation?.record == "B")
        bench.apply(1, of: "x")
        #expect(bench.violation?.record == "A")
    }

    @Test("Versions are named as the guide names them")
    func labels() {
        var bench = CheckerBench(.soft)
        bench.upstream("10 20 30 40 50 60 70 80 90 100 110", of: "id")
        let labels = [10, 20, 30, 40, 50, 60, 110].map { bench.checker.label("id", $0) }
        #expect(
            labels == [
                "A", "A\u{2032}", "A\u{2033}", "A\u{2034}", "A\u{2057}", "A\u{207D}\u{2075}\u{207E}",
                "A\u{207D}\u{00B9}\u{2070}\u{207E}",
            ])
        #expect(bench.checker.label("id", 5) == "A@5")
        #expect(bench.checker.label("stranger", 5) == "stranger")
    }

    @Test("Records are lettered in the order in which upstream created them")
    func letters() {
        #expect([0, 25, 26, 53].map(letter) == ["A", "Z", "A1", "B2"])
    }
}
