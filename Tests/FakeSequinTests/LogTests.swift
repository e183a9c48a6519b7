import Sequin
import TestSupport
import Testing

@testable import FakeSequin

/// `log`: offsets in partitions. A and C lie in one partition here, B in the other.
@Suite(.ownTime) struct LogTests {
    private func log(_ names: String, partitions: Int = 2) -> ConsumerState {
        var state = ConsumerState(.init(kind: .log, ackWait: .seconds(60), partitions: partitions))
        state.change(names)
        return state
    }

    private func take(_ state: inout ConsumerState, _ size: Int = 1, at seconds: Int = 0, by member: Int?) -> [String] {
        state.receive(batchSize: size, at: .seconds(seconds), member: member).map(\.name)
    }

    @Test func `a record's changes lie in one partition, in order`() {
        var state = log("A1 B2 C3 A4")
        #expect(state.deliverable(at: .zero, limit: 10).map(\.version) == [1, 3, 4, 2])
        #expect(state.deliverable(at: .zero, limit: 10).map(\.partition) == [0, 0, 0, 1])
        #expect(take(&state, 10, by: 1) == ["A1", "C3", "A4", "B2"])
    }

    @Test func `a partition is with one member, which gets what comes behind`() {
        var state = log("A1 A2 A3")
        #expect(take(&state, by: 1) == ["A1"])
        #expect(take(&state, by: 2) == [])
        #expect(take(&state, by: nil) == [], "one without a name is another each time")
        #expect(take(&state, by: 1) == ["A2"])
    }

    @Test func `once all that is out is committed, any member may have the partition`() throws {
        var state = log("A1 A2")
        let first = try state.takeOne()
        #expect(state.ack(first.ackID, at: .zero) == AckOutcome(recordID: "A", handedOut: 1, removed: [1]))
        #expect(take(&state, by: 2) == ["A2"])
    }

    @Test func `a commit takes all along that lies before it, done or not`() throws {
        var state = log("A1 C2 A3 A4")
        let batch = state.receive(batchSize: 3, at: .zero, member: 1)
        let outcome = state.ack(batch[2].ackID, at: .zero)
        #expect(outcome.removed == [1, 3])
        #expect(outcome.passed.map(\.updatedIdx) == [1, 2])
        #expect(state.slots.map(\.version) == [4])
        #expect(state.ack(batch[0].ackID, at: .zero).ignored == .stale)
    }

    @Test func `a rebalance hands a partition on from the last commit, and the zombie's commit is refused`() throws {
        var state = log("A1 A2 A3")
        let zombie = state.receive(batchSize: 3, at: .zero, member: 1)
        state.ack(zombie[0].ackID, at: .seconds(1))
        #expect(state.ack(zombie[1].ackID, at: .seconds(60)).ignored == .expired, "before the rebalance is seen too")
        #expect(take(&state, 10, at: 60, by: 2) == ["A2", "A3"])
        #expect(state.ack(zombie[1].ackID, at: .seconds(61)).ignored == .stale)
        #expect(state.nack(zombie[1].ackID, at: .seconds(61)).ignored == .stale)
        #expect(take(&state, 10, at: 61, by: 1) == [])
    }

    @Test func `a nack goes back to its offset, and what was handed out behind it comes again`() throws {
        var state = log("A1 A2 A3")
        let batch = state.receive(batchSize: 3, at: .zero, member: 1)
        #expect(state.nack(batch[1].ackID, at: .zero) == NackOutcome(recordID: "A", handedOut: 2))
        #expect(state.ack(batch[2].ackID, at: .zero).ignored == .stale, "else A2 would be passed over")
        #expect(take(&state, 10, by: 1) == ["A2", "A3"])
        #expect(state.view(of: "A").map(\.version) == [1, 2, 3])
    }

    @Test func `a log counts no deliveries, and names a message by its place`() throws {
        var state = log("A1 A2")
        _ = state.receive(batchSize: 1, at: .zero, member: 1)
        let again = state.receive(batchSize: 2, at: .seconds(60), member: 2)
        #expect(again.map(\.deliverCount) == [1, 1])
        #expect(again.map(\.messageID) == ["0/0", "0/1"])
        #expect(again.map(\.ackID) == [AckID("o2"), AckID("o3")])
    }

    @Test func `what is chosen begins where the partition stands`() {
        var state = log("A1 A2 B3")
        let choices = state.deliverable(at: .zero, limit: 3)
        #expect(state.deliver([choices[1], choices[2], choices[0]], at: .zero, member: 1).map(\.name) == ["B3", "A1"])
    }

    @Test func `an early end of a member's time concerns its partition`() {
        var state = log("A1 C2 B3")
        _ = state.receive(batchSize: 3, at: .zero, member: 1)
        #expect(state.expire("A", at: .seconds(1)) == 2)
        #expect(state.expire("A", at: .seconds(1)) == 0)
        #expect(state.nextExpiry(after: .seconds(1)) == .seconds(60))
        #expect(take(&state, 10, at: 1, by: 2) == ["A1", "C2"])
        #expect(!state.isDrained)
    }
}
