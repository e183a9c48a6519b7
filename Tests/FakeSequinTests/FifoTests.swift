import Sequin
import TestSupport
import Testing

@testable import FakeSequin

/// `fifo`: a message per change, those of a record in order.
@Suite(.ownTime) struct FifoTests {
    private func queue(_ names: String, maxDeliver: Int? = nil) -> ConsumerState {
        var state = consumer(.fifo, maxDeliver: maxDeliver)
        state.change(names)
        return state
    }

    @Test func `nothing of a record goes out while one of its messages is in flight`() throws {
        var state = queue("A1 A2 B3")
        let first = try state.takeOne()
        #expect(first.name == "A1")
        #expect(state.take(10) == ["B3"])
        #expect(state.take(10, at: 59) == [])
        #expect(state.ack(first.ackID, at: .seconds(1)).removed == [1])
        #expect(state.take(10, at: 1) == ["A2"])
    }

    @Test func `a batch takes a record's messages along, in order, before those of the next`() {
        var state = queue("A1 B2 A3 A4 B5")
        #expect(state.deliverable(at: .zero, limit: 4).map(\.version) == [1, 3, 4, 2])
        #expect(state.take(2) == ["A1", "A3"])
        #expect(state.take(10) == ["B2", "B5"], "A4 waits behind those that are in flight")
    }

    @Test func `what is chosen keeps a record's order`() {
        var state = queue("A1 A2 A3")
        let choices = state.deliverable(at: .zero, limit: 3)
        #expect(state.deliver([choices[1], choices[0], choices[2]], at: .zero).map(\.name) == ["A1"])
    }

    @Test func `a message of a batch that failed comes again after those behind it were done`() throws {
        var state = queue("A1 A2 A3")
        let batch = state.receive(batchSize: 2, at: .zero)
        state.nack(batch[0].ackID, at: .zero)
        #expect(state.take(10) == [], "A2 is in flight")
        #expect(state.ack(batch[1].ackID, at: .zero).removed == [2])
        let again = state.receive(batchSize: 1, at: .zero)
        #expect(again.map(\.name) == ["A1"])
        #expect(again.map(\.deliverCount) == [2])
        #expect(again.map(\.messageID) == ["A@1"])
    }

    @Test func `an expired receipt is refused, before the message goes out again too`() throws {
        var state = queue("A1 A2")
        let first = try state.takeOne()
        let late = AckOutcome(ignored: .expired, recordID: "A", handedOut: 1)
        #expect(state.ack(first.ackID, at: .seconds(60)) == late)
        #expect(state.nack(first.ackID, at: .seconds(60)).ignored == .expired)
        let second = try state.takeOne(at: 61)
        #expect(second.name == "A1")
        #expect(state.ack(first.ackID, at: .seconds(62)).ignored == .stale)
        #expect(state.ack(second.ackID, at: .seconds(62)).isAccepted)
    }

    @Test func `a receipt that was given back is refused`() throws {
        var state = queue("A1")
        let first = try state.takeOne()
        state.nack(first.ackID, at: .zero)
        #expect(state.ack(first.ackID, at: .zero).ignored == .notInFlight)
    }

    @Test func `after so many deliveries a message is set aside, and lets the next out`() throws {
        var state = queue("A1 A2", maxDeliver: 1)
        let first = try state.takeOne()
        #expect(state.nack(first.ackID, at: .zero).isDead)
        #expect(state.dead.isEmpty, "A2 is still to come")
        #expect(state.take() == ["A2"])
    }
}
