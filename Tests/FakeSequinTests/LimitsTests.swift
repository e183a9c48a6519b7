import Sequin
import TestSupport
import Testing

@testable import FakeSequin

/// `maxAckPending`, `maxDeliver`, and choosing what a batch holds.
@Suite(.ownTime) struct LimitsTests {
    private func holding(_ names: String, _ kind: ConsumerKind, maxAckPending: Int) -> ConsumerState {
        var state = consumer(kind, maxAckPending: maxAckPending)
        state.change(names)
        return state
    }

    @Test(
        "A receive looks at the first slots only, in whatever state",
        arguments: [ConsumerKind.fenced, .sequinStreams])
    func window(kind: ConsumerKind) throws {
        var state = holding("A1 B2 C3 D4", kind, maxAckPending: 2)
        #expect(state.take(10) == ["A1", "B2"])
        #expect(state.take(10) == [])
        state.recordChanged(record("A", 5))
        #expect(state.take(10) == ["C3"], "A has gone to the end of the line, and left the window in flight")
        #expect(state.take(10, at: 60) == ["B2", "C3"], "A has expired, and waits for the window")
    }

    @Test func `sequin-records subtracts what is in flight`() {
        var state = holding("A1 B2 C3 D4", .sequinRecords, maxAckPending: 2)
        #expect(state.take(1) == ["A1"])
        state.recordChanged(record("A", 5))
        #expect(state.take(10) == ["B2"], "A still counts")
        #expect(state.take(10, at: 60) == ["A5", "B2"], "and has kept its place")
    }

    @Test("After max deliver deliveries a record is dead; a new version revives it", arguments: kindsWithDeadLetters)
    func maxDeliver(kind: ConsumerKind) throws {
        var state = consumer(kind, maxDeliver: 2)
        state.recordChanged(record("A", 1))
        #expect(try state.takeOne().deliverCount == 1)
        #expect(try state.takeOne(at: 61).deliverCount == 2)
        #expect(state.dead.isEmpty)
        #expect(state.deliverable(at: .seconds(130), limit: 10).isEmpty, "noticed without a receive")
        #expect(state.take(at: 130) == [])
        #expect(state.dead == [DeadRecord(record: record("A", 1), deliverCount: 2)])
        #expect(state.isDrained)

        state.recordChanged(record("A", 2))
        #expect(state.dead.isEmpty)
        #expect(try state.takeOne(at: 131).deliverCount == 1)
    }

    @Test("A nack of the last delivery is the end", arguments: kindsWithDeadLetters)
    func nackOfLast(kind: ConsumerKind) throws {
        var state = consumer(kind, maxDeliver: 1)
        state.recordChanged(record("A", 1))
        let delivery = try state.takeOne()
        let outcome = state.nack(delivery.ackID, at: .zero)
        #expect(outcome == NackOutcome(recordID: "A", handedOut: 1, isDead: true))
        #expect(state.dead.map(\.record.id) == ["A"])
        #expect(state.ack(delivery.ackID, at: .zero).ignored == .stale)
    }

    @Test("A newer version that waits has all its deliveries before it", arguments: kindsWithDeadLetters)
    func newerWaits(kind: ConsumerKind) throws {
        var state = consumer(kind, maxDeliver: 1)
        state.recordChanged(record("A", 1))
        _ = try state.takeOne()
        state.recordChanged(record("A", 2))
        let second = try state.takeOne(at: 61)
        #expect(second.name == "A2")
        #expect(second.deliverCount == ([.sequinStreams, .sequinRecords].contains(kind) ? 2 : 1))
        #expect(state.dead.isEmpty)
    }

    @Test("The scheduler chooses what goes out, and in which order", arguments: kindsWithDeadLetters)
    func choice(kind: ConsumerKind) throws {
        var state = holding("A1 B2 C3", kind, maxAckPending: 10)
        let choices = state.deliverable(at: .zero, limit: 10)
        #expect(choices.map(\.recordID) == ["A", "B", "C"])
        #expect(state.deliverable(at: .zero, limit: 2).count == 2)
        #expect(state.deliver([choices[2], choices[0], choices[2]], at: .zero).map(\.name) == ["C3", "A1"])
        #expect(state.deliverable(at: .zero, limit: 10) == [choices[1]])
        state.recordChanged(record("B", 9))
        if keyedKinds.contains(kind) { #expect(state.deliver([choices[1]], at: .zero) == [], "no longer that version") }
    }

    @Test func `a choice made before an expiry may use what the expiry frees`() throws {
        var state = holding("A1 B2", .fenced, maxAckPending: 1)
        _ = try state.takeOne()
        #expect(state.deliverable(at: .seconds(59), limit: 10) == [])
        let choices = state.deliverable(at: .seconds(60), limit: 10)
        #expect(choices.map(\.recordID) == ["A"])
        #expect(state.deliver(choices, at: .seconds(60)).map(\.deliverCount) == [2])
    }

    @Test(
        "What was chosen in another world does not break the limits",
        arguments: [ConsumerKind.fenced, .sequinStreams, .sequinRecords, .queue, .fifo])
    func foreignChoice(kind: ConsumerKind) {
        var state = holding("A1 B2 C3", kind, maxAckPending: 2)
        let deliveries = state.receive(batchSize: 2, at: .zero)
        var other = state
        for delivery in deliveries { other.ack(delivery.ackID, at: .zero) }
        let choices = other.deliverable(at: .zero, limit: 2)
        #expect(choices.map(\.recordID) == ["C"])
        #expect(state.deliver(choices, at: .zero) == [])
        #expect(other.deliver(choices, at: .zero).map(\.name) == ["C3"])
    }

    @Test func `the earliest expiry comes first, and what has expired is over`() throws {
        var state = holding("A1 B2 C3", .fenced, maxAckPending: 10)
        _ = try state.takeOne(at: 0)
        let second = try state.takeOne(at: 1)
        _ = try state.takeOne(at: 2)
        #expect(state.nextExpiry(after: .zero) == .seconds(60))
        #expect(state.nextExpiry(after: .seconds(60)) == .seconds(61))
        state.ack(second.ackID, at: .seconds(3))
        #expect(state.nextExpiry(after: .seconds(60)) == .seconds(62))
        #expect(state.nextExpiry(after: .seconds(62)) == nil)
    }
}
