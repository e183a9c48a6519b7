import Sequin
import TestSupport
import Testing

@testable import FakeSequin

/// Long polling on a clock that only the test moves.
@Suite(.ownTime, .timeLimit(.minutes(10))) struct FakeSequinTests {
    let clock = ManualClock()

    private func sequin(_ kind: ConsumerKind = .fenced, waitFor: Duration = .seconds(300)) -> FakeSequin {
        FakeSequin(.init(kind: kind, ackWait: .seconds(60)), waitFor: waitFor, clock: clock)
    }

    @Test func `a receive does not wait for what is there, nor when told not to`() async throws {
        let sequin = sequin()
        #expect(try await sequin.receive(batchSize: 1, waitFor: .zero) == [])
        await sequin.publish(records("A1 B2"))
        #expect(try await sequin.receive(batchSize: 5).map(\.name) == ["A1", "B2"])
        #expect(clock.sleeperCount == 0)
    }

    @Test func `a waiting receive is served as soon as a record changes`() async throws {
        let sequin = sequin()
        async let batch = sequin.receive(batchSize: 5)
        await clock.waitForSleepers(1)
        await sequin.publish(records("A1 B2"))
        #expect(try await batch.map(\.name) == ["A1", "B2"])
        #expect(await sequin.waiterCount == 0)
    }

    @Test func `a waiting receive ends empty when its time is over`() async throws {
        let sequin = sequin(waitFor: .seconds(30))
        async let batch = sequin.receive(batchSize: 1)
        await clock.waitForSleepers(1)
        clock.advance(by: .seconds(30))
        #expect(try await batch == [])
        #expect(await sequin.waiterCount == 0)
        await sequin.publish(record("A", 1))
        #expect(await sequin.state.slots.map(\.state) == [.available])
    }

    @Test func `those who wait are served in the order in which they came`() async throws {
        let sequin = sequin()
        async let first = sequin.receive(batchSize: 1)
        await clock.waitForSleepers(1)
        async let second = sequin.receive(batchSize: 1)
        await clock.waitForSleepers(2)
        await sequin.publish(records("A1 B2"))
        #expect(try await first.map(\.name) == ["A1"])
        #expect(try await second.map(\.name) == ["B2"])
    }

    @Test func `an expiry wakes who waits`() async throws {
        let sequin = sequin()
        await sequin.publish(record("A", 1))
        _ = try await sequin.receive(batchSize: 1)
        clock.advance(by: .seconds(20))
        async let batch = sequin.receive(batchSize: 1)
        await clock.waitForSleepers(1)
        clock.advance(by: .seconds(39))
        #expect(await sequin.waiterCount == 1)
        clock.advance(by: .seconds(1))
        try #require(await sequin.state.hasComeBack("A", at: .seconds(60)))
        let again = try await batch
        #expect(again.map(\.deliverCount) == [2])
        #expect(await sequin.now == .seconds(60))
    }

    @Test func `an expiry of what was handed out after the wait began wakes who waits`() async throws {
        let sequin = sequin()
        async let first = sequin.receive(batchSize: 1)
        await clock.waitForSleepers(1)
        async let second = sequin.receive(batchSize: 1)
        await clock.waitForSleepers(2)
        clock.advance(by: .seconds(10))
        await sequin.publish(record("A", 1))
        #expect(try await first.map(\.name) == ["A1"])
        // The watch of the second wakes at 60 s, sees that A expires at 70 s, and sleeps until then.
        await clock.waitForSleepers(1)
        clock.advance(by: .seconds(50))
        await clock.waitForSleepers(1)
        clock.advance(by: .seconds(10))
        try #require(await sequin.state.hasComeBack("A", at: .seconds(70)))
        #expect(try await second.map(\.deliverCount) == [2])
    }

    @Test func `a nack and an ack wake who waits`() async throws {
        let sequin = sequin()
        await sequin.publish(record("A", 1))
        let first = try await sequin.receive(batchSize: 1)
        async let second = sequin.receive(batchSize: 1)
        await clock.waitForSleepers(1)
        #expect(await sequin.giveBack(first.map(\.ackID)).map(\.isAccepted) == [true])
        let again = try await second
        #expect(again.map(\.deliverCount) == [2])

        await sequin.publish(record("A", 2))
        async let third = sequin.receive(batchSize: 1)
        await clock.waitForSleepers(1)
        #expect(await sequin.settle(again.map(\.ackID)).map(\.handedOut) == [1])
        #expect(try await third.map(\.name) == ["A2"])
    }

    @Test func `a cancelled wait takes nothing with it`() async throws {
        let sequin = sequin()
        await withThrowingTaskGroup(of: [Delivery].self) { group in
            group.addTask { try await sequin.receive(batchSize: 1) }
            await clock.waitForSleepers(1)
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        #expect(await sequin.waiterCount == 0)
        #expect(clock.sleeperCount == 0)
        await sequin.publish(record("A", 1))
        #expect(try await sequin.receive(batchSize: 1, waitFor: .zero).map(\.name) == ["A1"])
    }

    @Test func `through the protocol it is a consumer like any other`() async throws {
        let fake = sequin(.sequinStreams, waitFor: .zero)
        let consumer: any Consumer = fake
        #expect(consumer.ackWait == .seconds(60))
        await fake.publish(record("A", 1))
        let late = try await consumer.receive(batchSize: 1)
        clock.advance(by: .seconds(60))
        #expect(try await consumer.receive(batchSize: 1).map(\.deliverCount) == [2])
        try await consumer.ack(late.map(\.ackID))
        #expect(await fake.isDrained, "sequin-streams takes a late ack for a prompt one")
        try await consumer.nack([AckID("s9")])
    }

    @Test func `the manual clock wakes sleepers in order, and not before`() async throws {
        clock.advance(by: .seconds(1))
        #expect(clock.now.sinceStart == .seconds(1))
        try await clock.sleep(until: .init(sinceStart: .seconds(1)))
        async let one: Void = clock.sleep(for: .seconds(5))
        async let two: Void = clock.sleep(for: .seconds(3))
        await clock.waitForSleepers(2)
        clock.advance(by: .seconds(3))
        #expect(clock.sleeperCount == 1)
        try await two
        clock.advance(by: .seconds(2))
        try await one
    }
}
