import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What is different on a server that is not ours: no session is stopped there, so only one may wait for a record.
@Suite(.ownTime) struct ForeignWorldTests {
    private static let race = Scenario(
        "race", "none", bounds: Bounds(workers: 3, records: 1, changes: 3, clock: 2), expiry: .anyTime,
        hazard: .redelivery)

    @Test(
        "A session that keeps another waiting goes on, so that no wait is for ever",
        arguments: ["select-for-update", "version-ledger"])
    func holdersGoOn(name: String) async throws {
        let strategy = try BuiltInStrategies.load(name).strategy
        try await TestServer.run { server in
            try await server.withForeignWorld(strategy, Self.race) { world in
                var waits = 0
                for schedule in 0..<(isNightly ? 60 : 30) {
                    let outcome = try await world.run(seed: 1, schedule: schedule, isRecording: true)
                    #expect(outcome.finding == nil)
                    #expect(outcome.mostWaiters < 2)
                    waits += outcome.waits
                }
                #expect(waits > 0, "nothing was tested")
            }
        }
    }
}
