import Sequin
import TestSupport
import Testing

@testable import FakeSequin

@Suite(.ownTime) struct ExpiryTests {
    @Test func `what is expired early is handed out again, and nothing else`() async throws {
        let clock = ManualClock()
        let sequin = FakeSequin(.init(ackWait: .seconds(60)), clock: clock)
        await sequin.publish([record("A", 1), record("B", 2)])
        _ = try await sequin.receive(batchSize: 2)
        clock.advance(by: .seconds(1))

        #expect(await sequin.expire("B") == 1)
        #expect(await sequin.expire("B") == 0, "its time is over already")
        let again = try await sequin.receive(batchSize: 2)
        #expect(again.map(\.record.id) == ["B"])
        #expect(again.first?.deliverCount == 2)

        #expect(await sequin.expire() == 2)
        #expect(try await sequin.receive(batchSize: 2).map(\.record.id) == ["A", "B"])
    }

    @Test func `an early expiry serves who waits`() async throws {
        let clock = ManualClock()
        let sequin = FakeSequin(waitFor: .seconds(30), clock: clock)
        await sequin.publish(record("A", 1))
        _ = try await sequin.receive(batchSize: 1)
        async let waiting = sequin.receive(batchSize: 1)
        await clock.waitForSleepers(1)
        await sequin.expire()
        try #require(await sequin.state.hasComeBack("A", at: .zero))
        #expect(try await waiting.count == 1)
        #expect(await sequin.inspect { $0.inFlightCount } == 1)
    }
}
