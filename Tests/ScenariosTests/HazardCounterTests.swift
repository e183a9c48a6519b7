import Sequin
import Syncer
import TestSupport
import Testing

@testable import FakeSequin
@testable import Scenarios

/// What counts as a scenario's hazard, and what does not.
@Suite(.ownTime) struct HazardCounterTests {
    /// A counter, and the checker that it asks.
    private struct Counted {
        var counter: HazardCounter
        var fixture: CheckerFixture

        init(_ hazard: Hazard, _ upstream: String) {
            counter = HazardCounter(hazard)
            fixture = CheckerFixture(.soft)
            fixture.upstream(upstream)
        }

        /// A is handed out; `after` is the version that was out and has expired.
        mutating func deliver(_ version: Int64, after expired: Int64? = nil, holders: Int = 0) {
            let slot = SlotView(
                recordID: "A", state: .delivered, version: version, handedOut: expired,
                deliverCount: 1, expires: expired == nil ? .seconds(90) : .seconds(60), ackID: nil)
            counter.willDeliver("A", from: [slot], at: .seconds(60))
            fixture.deliver(version)
            counter.delivered(fixture.delivery(version), ledger: fixture.ledger, holders: holders)
        }
    }

    private static let redeliveries: Set<Hazard> = [.redelivery, .redeliveryOfAbsentRow, .anyFault]

    @Test("A record that expired and is delivered again is a redelivery, before it was applied one of an absent row")
    func redelivery() {
        for hazard in Self.redeliveries {
            var counted = Counted(hazard, "1 2")
            counted.deliver(1)
            #expect(counted.counter.count == 0, "\(hazard)")
            counted.deliver(2, after: 1)
            #expect(counted.counter.count == 1, "\(hazard)")
            counted.fixture.apply(2)
            counted.deliver(2, after: 2)
            #expect(counted.counter.count == (hazard == .redeliveryOfAbsentRow ? 1 : 2), "\(hazard)")
        }
    }

    @Test("A version that is delivered again is a duplicate once it has been applied")
    func duplicate() {
        var counted = Counted(.duplicate, "1 2")
        counted.deliver(1)
        counted.deliver(1, after: 1)
        #expect(counted.counter.count == 0, "not applied")
        counted.fixture.apply(1)
        counted.deliver(2, after: 1)
        #expect(counted.counter.count == 0, "another version")
        counted.deliver(1)
        #expect(counted.counter.count == 0, "it had not expired")
        counted.deliver(1, after: 1)
        #expect(counted.counter.count == 1)
    }

    @Test("Deliveries are concurrent while another worker holds one")
    func concurrent() {
        var counted = Counted(.concurrentDeliveries, "1 2")
        counted.deliver(1)
        #expect(counted.counter.count == 0)
        counted.deliver(2, holders: 1)
        #expect(counted.counter.count == 1)
    }

    @Test("A redelivery after a pause needs both, in that order")
    func pause() {
        var counted = Counted(.redeliveryAfterPause, "1 2")
        counted.deliver(1)
        counted.deliver(1, after: 1)
        #expect(counted.counter.count == 0, "no statement has paused")
        counted.counter.paused([counted.fixture.delivery(1)])
        counted.deliver(2)
        #expect(counted.counter.count == 0, "it had not expired")
        counted.deliver(2, after: 2)
        #expect(counted.counter.count == 1)
    }

    @Test("A deletion counts once its record has been redelivered, in whatever order")
    func deletion() {
        var counted = Counted(.redeliveryOfDeletion, "1 2!")
        counted.deliver(2)
        #expect(counted.counter.count == 0, "no redelivery")
        counted.deliver(1, after: 2)
        #expect(counted.counter.count == 1)
        var first = Counted(.redeliveryOfDeletion, "1 2!")
        first.deliver(1)
        first.deliver(1, after: 1)
        #expect(first.counter.count == 0, "no deletion")
        first.deliver(2)
        #expect(first.counter.count == 1)
    }

    @Test("A record that is created again counts when its return is delivered after a redelivery")
    func recreation() {
        var counted = Counted(.redeliveryAfterRecreation, "1 2! 3 4!")
        counted.deliver(3)
        #expect(counted.counter.count == 0, "no redelivery")
        counted.deliver(1, after: 1)
        #expect(counted.counter.count == 0, "from before the deletion")
        counted.deliver(2, after: 1)
        #expect(counted.counter.count == 0, "the deletion itself")
        counted.deliver(4)
        #expect(counted.counter.count == 0, "a later deletion")
        counted.deliver(3)
        #expect(counted.counter.count == 1)
    }

    @Test("The first record is the one that is poisoned, or has a row from before versions")
    func first() {
        for hazard in [Hazard.poison, .legacyRow] {
            var counted = Counted(hazard, "1")
            counted.fixture.upstream("1", of: "B")
            counted.counter.delivered(
                counted.fixture.delivery(1, of: "B"), ledger: counted.fixture.ledger, holders: 0)
            #expect(counted.counter.count == 0)
            counted.deliver(1)
            #expect(counted.counter.count == 1)
        }
    }

    @Test("Batches share a record where both hold several; one batch may hold a record twice")
    func batches() {
        var fixture = CheckerFixture(.soft)
        fixture.upstream("1 2")
        fixture.upstream("1", of: "B")
        let (old, new, other) = (fixture.delivery(1), fixture.delivery(2), fixture.delivery(1, of: "B"))
        var shared = HazardCounter(.sharedBatches)
        shared.delivered(batch: [old, other], besides: [[new]])
        shared.delivered(batch: [old], besides: [[new, other]])
        shared.delivered(batch: [old, new], besides: [[other, other]])
        #expect(shared.count == 0)
        shared.delivered(batch: [old, other], besides: [[other], [other, new]])
        #expect(shared.count == 1)
        var twice = HazardCounter(.duplicateInBatch)
        twice.delivered(batch: [old, other], besides: [[old, new]])
        #expect(twice.count == 0)
        twice.delivered(batch: [old, other, new], besides: [])
        #expect(twice.count == 1)
    }

    @Test("An event counts for its own hazard alone, and no delivery counts for it")
    func events() {
        for hazard in [
            Hazard.crashWhileHolding, .slowness, .freeze, .lateAck, .lateNack, .lostCommit, .serverKill,
        ] {
            var counted = Counted(hazard, "1")
            counted.deliver(1)
            counted.deliver(1, after: 1, holders: 1)
            counted.counter.happened(.delivery)
            #expect(counted.counter.count == 0, "\(hazard)")
            counted.counter.happened(hazard)
            #expect(counted.counter.count == 1, "\(hazard)")
        }
    }
}
