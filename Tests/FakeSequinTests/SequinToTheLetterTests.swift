import Sequin
import TestSupport
import Testing

@testable import FakeSequin

/// Sequences of events, each with what Sequin's own code makes of it.
@Suite(.ownTime) struct SequinToTheLetterTests {
    // MARK: sequin-records

    @Test func `records: a changed record keeps its place in line`() {
        var state = consumer(.sequinRecords)
        state.change("A1 B1 A2")
        #expect(state.take() == ["A2"])
    }

    @Test func `records: a hot record starves others`() throws {
        var state = consumer(.sequinRecords)
        state.change("A1 B1")
        let first = try state.takeOne()
        state.change("A2")
        state.ack(first.ackID, at: .zero)
        #expect(state.take() == ["A2"])
    }

    @Test func `records: an id that a request names twice counts once`() async throws {
        let clock = ManualClock()
        let sequin = FakeSequin(.init(kind: .sequinRecords), clock: clock)
        await sequin.publish(record("A", 1))
        let id = try await sequin.receive(batchSize: 1)[0].ackID
        await sequin.publish(record("A", 2))
        #expect(await sequin.settle([id, id]).map(\.ignored) == [nil, .notInFlight])
        #expect(try await sequin.receive(batchSize: 1).map(\.name) == ["A2"])
    }

    // MARK: sequin-sinks

    @Test func `sinks: max ack pending is stored and not enforced`() {
        var state = consumer(.sequinSinks, maxAckPending: 1)
        state.change("C1 D1")
        #expect(state.take(10) == ["C1", "D1"])
    }

    @Test func `sinks: expiry is strictly after ackWait`() {
        var state = consumer(.sequinSinks)
        state.change("A1")
        #expect(state.take() == ["A1"])
        #expect(state.take(at: 60) == [])
        #expect(state.receive(batchSize: 1, at: .seconds(60) + .milliseconds(1)).map(\.name) == ["A1"])
    }

    @Test func `sinks: what is out for two minutes is visible again at a fifth minute, whatever ackWait says`() {
        var state = ConsumerState(.init(kind: .sequinSinks, ackWait: .seconds(3_600)))
        state.change("A1 B2 C3")
        #expect(state.take(at: 100) == ["A1"])
        #expect(state.take(at: 179) == ["B2"])
        #expect(state.take(at: 180) == ["C3"])
        #expect(state.take(10, at: 299) == [])
        #expect(state.take(10, at: 300) == ["A1", "B2"], "C3 is out for exactly two minutes")
        #expect(state.take(10, at: 600) == ["A1", "B2", "C3"])
    }

    // MARK: sequin-streams

    @Test func `streams: the messages of one publish are stored in reverse`() async throws {
        let sequin = FakeSequin(.init(kind: .sequinStreams), clock: ManualClock())
        await sequin.publish(records("A1 B2 C3"))
        #expect(try await sequin.receive(batchSize: 1).map(\.name) == ["C3"])
    }

    @Test func `streams: until five minutes after its backfill an acknowledged row keeps its id`() throws {
        var state = consumer(.sequinStreams, keepsAckedUntil: .seconds(300))
        state.change("A1")
        let first = try state.takeOne()
        #expect(state.ack(first.ackID, at: .zero).removed == [1])
        #expect(state.isDrained)
        state.change("A2")
        let second = try state.takeOne()
        #expect(second.ackID == first.ackID)
        #expect(state.ack(first.ackID, at: .zero).removesNewer(than: 1))
        #expect(state.take(at: 30) == [])
        #expect(state.take(at: 90) == [], "A2 is gone")
    }

    @Test func `streams: until then acknowledged rows fill the window`() throws {
        var state = consumer(.sequinStreams, maxAckPending: 1, keepsAckedUntil: .seconds(300))
        state.change("A1 B2")
        let first = try state.takeOne()
        state.ack(first.ackID, at: .zero)
        #expect(state.take(at: 299) == [], "A stands before B")
        #expect(state.slots.map(\.recordID) == ["B"])
        #expect(state.take(at: 300) == ["B2"])
        #expect(state.ack(first.ackID, at: .seconds(301)).ignored == .stale)
    }

    @Test("Once acked rows need not stay, what they kept out can be had, though nothing has happened since")
    func acknowledgedGoWithTime() {
        var state = consumer(.sequinStreams, maxAckPending: 1, keepsAckedUntil: .seconds(300))
        state.change("A1 B1")
        #expect(state.take() == ["A1"])
        state.ack(state.ackID(1), at: .zero)
        let offered = { (seconds: Int) in state.deliverable(at: .seconds(seconds), limit: 1).map(\.recordID) }
        #expect(offered(299) == [])
        #expect(offered(300) == ["B"])
    }

    @Test("Deliver counts never go back to 0", arguments: [ConsumerKind.sequinStreams, .sequinRecords])
    func counts(kind: ConsumerKind) throws {
        var state = consumer(kind)
        state.change("A1")
        let first = try state.takeOne()
        state.change("A2")
        state.ack(first.ackID, at: .zero)
        #expect(try state.takeOne().deliverCount == 2)
    }
}
