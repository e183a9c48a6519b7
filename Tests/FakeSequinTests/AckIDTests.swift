import Sequin
import TestSupport
import Testing

@testable import FakeSequin

/// What an ack id names decides what a late ack does: the one thing in which the kinds differ.
@Suite(.ownTime) struct AckIDTests {
    /// Worker 1 takes A1 and stalls; A changes; the delivery expires and worker 2 takes A2.
    private func race(_ kind: ConsumerKind) throws -> (state: ConsumerState, late: Delivery, second: Delivery) {
        var state = consumer(kind)
        state.recordChanged(record("A", 1))
        let late = try state.takeOne()
        state.recordChanged(record("A", 2))
        let second = try state.takeOne(at: 60)
        return (state, late, second)
    }

    @Test func `fenced ignores a late ack and a late nack`() throws {
        var (state, late, second) = try race(.fenced)
        #expect(late.ackID != second.ackID)
        #expect(state.ack(late.ackID, at: .seconds(61)) == AckOutcome(ignored: .stale))
        #expect(state.nack(late.ackID, at: .seconds(61)) == NackOutcome(ignored: .stale))
        #expect(state.inFlight.count == 1)
        #expect(state.ack(second.ackID, at: .seconds(62)) == AckOutcome(recordID: "A", handedOut: 2, removed: [2]))
    }

    @Test("A late ack removes the newer version", arguments: [ConsumerKind.sequinStreams, .sequinRecords])
    func lateAck(kind: ConsumerKind) throws {
        var (state, late, second) = try race(kind)
        #expect(late.ackID == second.ackID)
        let outcome = state.ack(late.ackID, at: .seconds(61))
        #expect(outcome == AckOutcome(recordID: "A", handedOut: 2, removed: [2]))
        #expect(outcome.removesNewer(than: late.record.updatedIdx))
        #expect(state.isDrained, "if worker 2 dies now, A2 is lost")
    }

    @Test("A late nack gives the second delivery back", arguments: [ConsumerKind.sequinStreams, .sequinRecords])
    func lateNack(kind: ConsumerKind) throws {
        var (state, late, _) = try race(kind)
        #expect(state.nack(late.ackID, at: .seconds(61)).isAccepted)
        #expect(state.take(at: 61) == ["A2"])
    }

    @Test func `a duplicate ack can lose an update in sequin-records only`() throws {
        for kind in keyedKinds {
            var state = consumer(kind)
            state.recordChanged(record("A", 1))
            let delivery = try state.takeOne()
            state.recordChanged(record("A", 2))
            state.ack(delivery.ackID, at: .seconds(1))
            let duplicate = state.ack(delivery.ackID, at: .seconds(2))
            if kind == .sequinRecords {
                #expect(duplicate == AckOutcome(recordID: "A", handedOut: 1, removed: [2]))
                #expect(duplicate.removesNewer(than: 1))
                #expect(state.isDrained)
            } else {
                #expect(duplicate == AckOutcome(ignored: .notInFlight, recordID: "A", handedOut: 1))
                #expect(state.take(at: 2) == ["A2"])
            }
        }
    }

    @Test func `a slot that comes anew has a new id`() throws {
        var state = consumer(.sequinStreams)
        state.recordChanged(record("A", 1))
        let first = try state.takeOne()
        state.ack(first.ackID, at: .zero)
        state.recordChanged(record("A", 2))
        let second = try state.takeOne()
        #expect([first.ackID, second.ackID] == [AckID("s1"), AckID("s2")])
        #expect(state.ack(first.ackID, at: .zero).ignored == .stale)
    }

    @Test func `a late ack of a sink removes only its own version, and lets the next out`() throws {
        var state = consumer(.sequinSinks)
        state.recordChanged(record("A", 1))
        let first = try state.takeOne()
        state.recordChanged(record("A", 2))
        let again = try state.takeOne(at: 61)
        #expect(again.name == "A1")
        #expect(again.ackID == first.ackID)
        let outcome = state.ack(first.ackID, at: .seconds(62))
        #expect(outcome == AckOutcome(recordID: "A", handedOut: 1, removed: [1]))
        #expect(state.take(at: 62) == ["A2"], "while worker 2 still writes A1")
    }
}
