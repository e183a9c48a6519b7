import FakeSequinServer
import Testing

@Suite struct SteppableClockTests {
    @Test func `a stepped clock moves only when told`() async throws {
        let clock = SteppableClock(.stepped)
        async let sleep: Void = clock.sleep(until: .init(sinceStart: .seconds(3600)))
        #expect(clock.now.sinceStart == .zero)
        #expect(clock.advance(by: .seconds(3600)))
        try await sleep
        #expect(clock.now.sinceStart == .seconds(3600))
    }

    @Test func `whoever sleeps hears of a change to real time and back`() async throws {
        let clock = SteppableClock(.stepped)
        async let short: Void = clock.sleep(until: .init(sinceStart: .milliseconds(1)))
        clock.setMode(.real)
        try await short
        #expect(!clock.advance(by: .seconds(1)))
        clock.setMode(.stepped)
        let shown = clock.now.sinceStart
        #expect(shown >= .milliseconds(1))
        async let long: Void = clock.sleep(until: .init(sinceStart: shown + .seconds(60)))
        #expect(clock.advance(by: .seconds(60)))
        try await long
        #expect(clock.now.sinceStart == shown + .seconds(60))
    }

    @Test func `a sleep that is cancelled ends`() async throws {
        let clock = SteppableClock(.stepped)
        let task = Task { try await clock.sleep(for: .seconds(1)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
