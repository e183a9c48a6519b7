import Sequin
import Testing

@testable import FakeSequin

/// `maxAckPending`, `maxDeliver`, and choosing what a batch holds.
@Suite struct LimitsTests {
    private func full(_ kind: ConsumerKind, _ records: Int, maxAckPending: Int) -> ConsumerState {
        var state = consumer(kind, maxAckPending: maxAckPending)
        for number in 1...records { state.recordChanged(record("R\(number)-", Int64(number))) }
        return state
    }

    @Test("A receive looks at the first slots only, in whatever state", arguments: [ConsumerKind.fenced, .sequinStreams])
    func window(kind: ConsumerKind) throws {
        var state = full(kind, 4, maxAckPending: 2)
        #expect(state.take(10) == ["R1-1", "R2-2"])
        #expect(state.take(10) == [])
        state.recordChanged(record("R1-", 5))
        #expect(state.take(10) == ["R3-3"], "R1 has gone to the end of the line, and left the window in flight")
        #expect(state.take(10, at: 60) == ["R2-2", "R3-3"], "R1 has expired, and waits for the window")
    }

    @Test func `sequin-records subtracts what is in flight`() {
        var state = full(.sequinRecords, 4, maxAckPending: 2)
        #expect(state.take(1) == ["R1-1"])
        state.recordChanged(record("R1-", 5))
        #expect(state.take(10) == ["R2-2"], "R1 still counts")
        #expect(state.take(10, at: 60) == ["R2-2", "R3-3"])
    }

    @Test("After max deliver deliveries a record is dead; a new version revives it", arguments: ConsumerKind.allCases)
    func maxDeliver(kind: ConsumerKind) throws {
        var state = consumer(kind, maxDeliver: 2)
        state.recordChanged(record("A", 1))
        #expect(try state.takeOne().deliverCount == 1)
        #expect(try state.takeOne(at: 60).deliverCount == 2)
        #expect(state.dead.isEmpty)
        #expect(state.deliverable(at: .seconds(120), limit: 10).isEmpty, "noticed without a receive")
        #expect(state.take(at: 120) == [])
        #expect(state.dead == [DeadRecord(record: record("A", 1), deliverCount: 2)])
        #expect(state.isDrained)

        state.recordChanged(record("A", 2))
        #expect(state.dead.isEmpty)
        #expect(try state.takeOne(at: 121).deliverCount == 1)
    }

    @Test("A nack of the last delivery is the end", arguments: ConsumerKind.allCases)
    func nackOfLast(kind: ConsumerKind) throws {
        var state = consumer(kind, maxDeliver: 1)
        state.recordChanged(record("A", 1))
        let delivery = try state.takeOne()
        let outcome = state.nack(delivery.ackID, at: .zero)
        #expect(outcome == NackOutcome(recordID: "A", handedOut: 1, isDead: true))
        #expect(state.dead.map(\.record.id) == ["A"])
        #expect(state.ack(delivery.ackID, at: .zero).ignored == .stale)
    }

    @Test("A newer version that waits starts with count 0", arguments: ConsumerKind.allCases)
    func newerWaits(kind: ConsumerKind) throws {
        var state = consumer(kind, maxDeliver: 1)
        state.recordChanged(record("A", 1))
        _ = try state.takeOne()
        state.recordChanged(record("A", 2))
        let second = try state.takeOne(at: 60)
        #expect(second.name == "A2")
        #expect(second.deliverCount == 1)
        #expect(state.dead.isEmpty)
    }

    @Test("The scheduler chooses what goes out, and in which order", arguments: ConsumerKind.allCases)
    func choice(kind: ConsumerKind) throws {
        var state = full(kind, 3, maxAckPending: 10)
        let choices = state.deliverable(at: .zero, limit: 10)
        #expect(choices.map(\.recordID) == ["R1-", "R2-", "R3-"])
        #expect(state.deliverable(at: .zero, limit: 2).count == 2)
        #expect(state.deliver([choices[2], choices[0], choices[2]], at: .zero).map(\.name) == ["R3-3", "R1-1"])
        #expect(state.deliverable(at: .zero, limit: 10) == [choices[1]])
        state.recordChanged(record("R2-", 9))
        if kind != .sequinSinks { #expect(state.deliver([choices[1]], at: .zero) == [], "no longer that version") }
    }

    @Test func `a choice made before an expiry may use what the expiry frees`() throws {
        var state = full(.fenced, 2, maxAckPending: 1)
        _ = try state.takeOne()
        #expect(state.deliverable(at: .seconds(59), limit: 10) == [])
        let choices = state.deliverable(at: .seconds(60), limit: 10)
        #expect(choices.map(\.recordID) == ["R1-"])
        #expect(state.deliver(choices, at: .seconds(60)).map(\.deliverCount) == [2])
    }

    @Test func `the earliest expiry comes first, and what has expired is over`() throws {
        var state = full(.fenced, 3, maxAckPending: 10)
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
