import Sequin
import TestSupport
import Testing

@testable import FakeSequin

/// `queue`: a message per change, in no order, with a receipt for each delivery.
@Suite(.ownTime) struct QueueTests {
    private func queue(_ names: String = "A1 A2 B3", maxAckPending: Int = 10_000, maxDeliver: Int? = nil)
        -> ConsumerState
    {
        var state = consumer(.queue, maxAckPending: maxAckPending, maxDeliver: maxDeliver, keepsCopies: true)
        state.change(names)
        return state
    }

    @Test func `each change is a message, and the scheduler chooses among all of them`() {
        var state = queue()
        let choices = state.deliverable(at: .zero, limit: 10)
        #expect(choices.map(\.version) == [1, 2, 3])
        #expect(state.deliver([choices[1], choices[0]], at: .zero).map(\.name) == ["A2", "A1"])
    }

    @Test func `an older message goes out while a newer one is in flight, and again after that was done`() throws {
        var state = queue("A1 A2")
        let choices = state.deliverable(at: .zero, limit: 10)
        let newer = try #require(state.deliver([choices[1]], at: .zero).first)
        #expect(state.take() == ["A1"])
        #expect(state.ack(newer.ackID, at: .zero) == AckOutcome(recordID: "A", handedOut: 2, removed: [2]))
        let again = try state.takeOne(at: 60)
        #expect(again.name == "A1")
        #expect(again.deliverCount == 2)
        #expect(again.messageID == "A@1")
    }

    @Test func `a receipt is good for one delivery, and until the next one`() throws {
        var state = queue("A1")
        let first = try state.takeOne()
        let second = try state.takeOne(at: 60)
        #expect([first.ackID, second.ackID] == [AckID("r1"), AckID("r2")])
        #expect(state.ack(first.ackID, at: .seconds(61)) == AckOutcome(ignored: .stale))
        #expect(state.ack(second.ackID, at: .seconds(600)).removed == [1], "expired, and not handed out again")
        #expect(state.isDrained)
    }

    @Test func `a nack makes the message visible at once, and its receipt counts until it goes out again`() throws {
        var state = queue("A1")
        let first = try state.takeOne()
        #expect(state.nack(first.ackID, at: .zero).isAccepted)
        #expect(state.deliverable(at: .zero, limit: 1).map(\.deliverCount) == [1])
        #expect(state.ack(first.ackID, at: .zero).removed == [1])
    }

    @Test func `a message may come once more after its ack, and not twice`() throws {
        var state = queue("A1")
        let first = try state.takeOne()
        #expect(state.copies.isEmpty)
        state.ack(first.ackID, at: .zero)
        #expect(state.isDrained, "a copy is nothing that is still to do")
        #expect(state.take(10) == [], "it never comes by itself")
        let copy = try #require(state.deliver(state.copies, at: .zero).first)
        #expect(copy.name == "A1")
        #expect(copy.deliverCount == 2)
        #expect(copy.messageID == first.messageID)
        #expect(!state.isDrained)
        #expect(state.take(at: 60) == ["A1"], "what came once more has to be acknowledged too")
        state.ack(AckID("r3"), at: .seconds(61))
        #expect(state.copies.isEmpty)
        #expect(state.isDrained)
    }

    @Test func `no more than max ack pending are in flight`() {
        var state = queue("A1 A2 B3", maxAckPending: 2)
        #expect(state.take(10) == ["A1", "A2"])
        #expect(state.take(10) == [])
        #expect(state.take(10, at: 60) == ["A1", "A2"])
    }

    @Test func `a record is given up with its newest message, not with an older one`() throws {
        var state = queue("A1 A2", maxDeliver: 1)
        let both = state.receive(batchSize: 2, at: .zero)
        state.ack(both[1].ackID, at: .zero)
        state.nack(both[0].ackID, at: .zero)
        #expect(state.dead.isEmpty, "A2 was done")
        state.change("A3 A4")
        let newest = try #require(state.deliver([state.deliverable(at: .zero, limit: 2)[1]], at: .zero).first)
        state.nack(newest.ackID, at: .zero)
        #expect(state.dead.map(\.record.updatedIdx) == [4], "though A3 is still to come")
    }
}
