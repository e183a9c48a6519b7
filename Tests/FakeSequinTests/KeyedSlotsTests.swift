import Sequin
import TestSupport
import Testing

@testable import FakeSequin

/// The state table, row by row, for every kind that keeps a slot per record.
@Suite(.ownTime) struct KeyedSlotsTests {
    @Test("A change makes a slot available", arguments: keyedKinds)
    func changeOfNone(kind: ConsumerKind) {
        var state = consumer(kind)
        #expect(state.isDrained)
        state.recordChanged(record("A", 1))
        #expect(state.slots.map(\.state) == [.available])
        #expect(!state.isDrained)
    }

    @Test("An available slot keeps only the latest version", arguments: keyedKinds)
    func changeOfAvailable(kind: ConsumerKind) {
        var state = consumer(kind)
        state.recordChanged(record("A", 1))
        state.recordChanged(record("A", 2))
        #expect(state.slots.map(\.state) == [.available])
        #expect(state.take(10) == ["A2"])
    }

    @Test("A change while delivered is withheld until the ack", arguments: keyedKinds)
    func changeOfDelivered(kind: ConsumerKind) throws {
        var state = consumer(kind)
        state.recordChanged(record("A", 1))
        let first = try state.takeOne()
        state.recordChanged(record("A", 2))
        #expect(state.slots.map(\.state) == [.pendingRedelivery])
        #expect(state.take(at: 59) == [])
        state.recordChanged(record("A", 3))
        #expect(state.slots.map(\.state) == [.pendingRedelivery])

        let outcome = state.ack(first.ackID, at: .seconds(1))
        #expect(outcome == AckOutcome(recordID: "A", handedOut: 1, removed: []))
        #expect(state.slots.map(\.state) == [.available])
        let second = try state.takeOne(at: 2)
        #expect(second.name == "A3")
        #expect(second.deliverCount == (kind == .fenced ? 1 : 2), "Sequin counts on, though the first version is done")
        #expect(state.view(of: "A").first?.expires == .seconds(62))
    }

    @Test("What is delivered is withheld until it expires, then the latest goes out again", arguments: keyedKinds)
    func receiveDelivered(kind: ConsumerKind) throws {
        var state = consumer(kind)
        state.recordChanged(record("A", 1))
        #expect(try state.takeOne().deliverCount == 1)
        #expect(state.take(at: 59) == [])
        let again = try state.takeOne(at: 60)
        #expect(again.name == "A1")
        #expect(again.deliverCount == 2)
        #expect(state.nextExpiry(after: .seconds(60)) == .seconds(120))

        state.recordChanged(record("A", 2))
        #expect(try state.takeOne(at: 120).name == "A2")
        #expect(state.slots.map(\.state) == [.delivered])
    }

    @Test("An ack of the current id removes the slot", arguments: keyedKinds)
    func ackDelivered(kind: ConsumerKind) throws {
        var state = consumer(kind)
        state.recordChanged(record("A", 1))
        let delivery = try state.takeOne()
        let outcome = state.ack(delivery.ackID, at: .seconds(1))
        #expect(outcome == AckOutcome(recordID: "A", handedOut: 1, removed: [1]))
        #expect(!outcome.removesNewer(than: 1))
        #expect(state.isDrained)
        #expect(state.view(of: "A").isEmpty)
        #expect(state.ack(delivery.ackID, at: .seconds(2)).ignored == .stale)
        #expect(state.take(at: 100) == [])
    }

    @Test("Expiry is noticed on receive: until then an ack counts", arguments: keyedKinds)
    func ackExpired(kind: ConsumerKind) throws {
        var state = consumer(kind)
        state.recordChanged(record("A", 1))
        let delivery = try state.takeOne()
        #expect(state.isExpired(delivery.ackID, at: .seconds(60)))
        #expect(!state.isExpired(delivery.ackID, at: .seconds(59)))
        #expect(state.ack(delivery.ackID, at: .seconds(600)).isAccepted)
        #expect(state.isDrained)
    }

    @Test("A nack makes the slot available at once", arguments: keyedKinds)
    func nackDelivered(kind: ConsumerKind) throws {
        var state = consumer(kind)
        state.recordChanged(record("A", 1))
        let delivery = try state.takeOne()
        #expect(state.nack(delivery.ackID, at: .seconds(1)) == NackOutcome(recordID: "A", handedOut: 1))
        #expect(state.slots.map(\.state) == [.available])
        #expect(state.inFlight.isEmpty)
        #expect(state.nack(delivery.ackID, at: .seconds(1)).ignored == .notInFlight)
        let again = try state.takeOne(at: 1)
        #expect(again.deliverCount == 2)

        state.recordChanged(record("A", 2))
        #expect(state.nack(again.ackID, at: .seconds(2)).isAccepted)
        #expect(state.take(at: 2) == ["A2"])
    }

    @Test("Ids that were never given out are ignored", arguments: ConsumerKind.allCases)
    func unknownIDs(kind: ConsumerKind) throws {
        var state = consumer(kind)
        state.recordChanged(record("A", 1))
        let prefix = kind.ackPrefix
        for id in ["\(prefix)1", "\(prefix)0", "\(prefix)", "", "\(prefix)-1", "nonsense", "x1"] {
            #expect(state.ack(AckID(id), at: .zero) == AckOutcome(ignored: .unknown), "\(id)")
            #expect(state.nack(AckID(id), at: .zero) == NackOutcome(ignored: .unknown), "\(id)")
        }
        let delivery = try state.takeOne()
        #expect(delivery.ackID == AckID("\(prefix)1"))
        for id in ["\(prefix)01", "\(prefix)+1", "\(prefix)2", "\(prefix)1 "] {
            #expect(state.ack(AckID(id), at: .zero) == AckOutcome(ignored: .unknown), "\(id)")
        }
        #expect(state.inFlight.count == 1)
    }

    @Test("A changed record goes to the end of the line", arguments: [ConsumerKind.fenced, .sequinStreams])
    func sequence(kind: ConsumerKind) {
        var state = consumer(kind)
        state.change("A1 B2 C3 A4")
        #expect(state.take(10) == ["B2", "C3", "A4"])
    }
}
