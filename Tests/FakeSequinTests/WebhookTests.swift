import Sequin
import TestSupport
import Testing

@testable import FakeSequin

/// `webhook`: an attempt per event, and another after each that was not answered in time with success.
@Suite(.ownTime, .timeLimit(.minutes(5))) struct WebhookTests {
    private func sender(_ names: String) -> ConsumerState {
        var state = consumer(.webhook, keepsCopies: true)
        state.change(names)
        return state
    }

    @Test func `each event is sent by itself, in no order, while others are at work`() {
        var state = sender("A1 A2 B3")
        let choices = state.deliverable(at: .zero, limit: 10)
        #expect(choices.map(\.version) == [1, 2, 3])
        #expect(state.deliver([choices[1]], at: .zero).map(\.name) == ["A2"])
        #expect(state.take(10) == ["A1", "B3"])
    }

    @Test func `an attempt that is not answered in time is followed by another, after a pause that grows`() throws {
        var state = sender("A1")
        var starts: [Int] = []
        var now = 0
        while starts.count < 5, let next = state.nextExpiry(after: .seconds(now)) ?? Duration.zero as Duration? {
            let delivery = state.receive(batchSize: 1, at: .seconds(now))
            if !delivery.isEmpty { starts.append(now) }
            now = Int(max(next, state.nextExpiry(after: .seconds(now)) ?? .zero).components.seconds)
        }
        // 60 s and then 1, 2, 4, 8 s.
        #expect(starts == [0, 61, 123, 187, 255])
    }

    @Test func `an attempt that fails is followed by another after its pause, and others go out meanwhile`() throws {
        var state = sender("A1 A2")
        let first = try state.takeOne()
        #expect(state.nack(first.ackID, at: .zero).isAccepted)
        #expect(state.take(10) == ["A2"], "it overtakes A1, which waits")
        #expect(state.nextExpiry(after: .zero) == .seconds(1))
        #expect(state.take(10, at: 1) == ["A1"])
    }

    @Test func `the pause is ten minutes at most`() {
        let configuration = ConsumerConfiguration(kind: .webhook)
        #expect(
            (1...12).map { configuration.pause(after: $0) }.suffix(3) == [.seconds(512), .seconds(600), .seconds(600)])
    }

    @Test func `an answer after the time-out counts for nothing, though the handler has done its work`() throws {
        var state = sender("A1")
        let first = try state.takeOne()
        #expect(state.ack(first.ackID, at: .seconds(60)).ignored == .expired, "nor does it before the next attempt")
        let second = try state.takeOne(at: 61)
        #expect(second.deliverCount == 2)
        #expect(second.messageID == first.messageID)
        #expect(state.ack(first.ackID, at: .seconds(62)).ignored == .stale)
        #expect(state.ack(second.ackID, at: .seconds(62)).removed == [1])
        #expect(state.isDrained)
    }

    @Test func `an attempt has one answer`() throws {
        var state = sender("A1")
        let first = try state.takeOne()
        state.nack(first.ackID, at: .zero)
        #expect(state.ack(first.ackID, at: .zero).ignored == .notInFlight)
        #expect(state.nack(first.ackID, at: .zero).ignored == .notInFlight)
    }

    @Test func `an event may come once more after its success`() throws {
        var state = sender("A1")
        let first = try state.takeOne()
        state.ack(first.ackID, at: .zero)
        #expect(state.isDrained)
        #expect(state.deliver(state.copies, at: .zero).map(\.name) == ["A1"])
    }

    @Test func `who waits is served once a pause is over`() async throws {
        let clock = ManualClock()
        let sender = FakeSequin(.init(kind: .webhook), waitFor: .seconds(30), clock: clock)
        await sender.publish(record("A", 1))
        let first = try await sender.receive(batchSize: 1)
        async let second = sender.receive(batchSize: 1)
        await clock.waitForSleepers(1)
        await sender.nack(first.map(\.ackID))
        clock.advance(by: .seconds(1))
        #expect(try await second.map(\.deliverCount) == [2])
    }
}
