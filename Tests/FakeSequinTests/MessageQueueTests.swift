import Sequin
import TestSupport
import Testing

@testable import FakeSequin

/// `sequin-sinks`: a message per change.
@Suite(.ownTime) struct MessageQueueTests {
    private func queue(groupsByRecord: Bool = true) -> ConsumerState {
        var state = consumer(.sequinSinks, groupsByRecord: groupsByRecord)
        state.change("A1 A2 B3 A4")
        return state
    }

    @Test func `each change is a message, and one record's go out one at a time`() throws {
        var state = queue()
        #expect(state.slotCount == 4)
        let batch = state.receive(batchSize: 10, at: .zero)
        #expect(batch.map(\.name) == ["A1", "B3"])
        #expect(state.take(10, at: 59) == [])
        state.ack(batch[0].ackID, at: .zero)
        #expect(state.take(10) == ["A2"])
        #expect(state.view(of: "A").map(\.version) == [2, 4])
    }

    @Test func `a nack and an expiry keep the order of a record's changes`() throws {
        var state = queue()
        let first = try state.takeOne()
        state.nack(first.ackID, at: .zero)
        #expect(state.take(10) == ["A1", "B3"])
        #expect(state.take(10, at: 61) == ["A1", "B3"])
    }

    @Test func `without grouping a batch may hold one record twice`() throws {
        var state = queue(groupsByRecord: false)
        let batch = state.receive(batchSize: 10, at: .zero)
        #expect(batch.map(\.name) == ["A1", "A2", "B3", "A4"])
        state.ack(batch[1].ackID, at: .zero)
        #expect(state.view(of: "A").map(\.version) == [1, 4])
        #expect(state.take(10, at: 61) == ["A1", "B3", "A4"])
    }

    @Test func `an ack counts even after a nack`() throws {
        var state = queue()
        let first = try state.takeOne()
        state.nack(first.ackID, at: .zero)
        #expect(state.ack(first.ackID, at: .zero).removed == [1])
        #expect(state.take(10) == ["A2", "B3"])
    }
}
