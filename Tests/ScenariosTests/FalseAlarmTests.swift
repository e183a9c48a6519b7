import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// No property alarms on the strategies that hold.
@Suite(.ownTime) struct FalseAlarmTests {
    /// Random schedules for each strategy, over all scenarios together.
    static let schedules = isNightly ? 2_000 : 800

    /// The built-in strategies that are meant to hold in every scenario.
    static let holding = [
        "guarded-null-safe", "guarded-upsert", "hard-timeout", "select-for-update", "version-ledger",
    ]

    @Test("A strategy that holds does so in every random schedule", arguments: holding)
    func quiet(name: String) async throws {
        let tested = try BuiltInStrategies.load(name)
        // Some scenarios are beyond a strategy that is sound otherwise: it says so itself.
        let scenarios = Catalogue.scenarios.filter { scenario in
            !scenario.setup.killsServer
                && tested.expectations.usualExpectation(for: scenario)?.verdict == .holds
        }
        #expect(scenarios.count >= 8)
        let results = try await TestServer.run { server in
            var settings = VerificationSettings()
            settings.seed = 20_260
            settings.schedules = (Self.schedules + scenarios.count - 1) / scenarios.count
            settings.worlds = 3
            let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
            defer { verifier.close() }
            var results: [CellResult] = []
            try await verifier.verify(tested.strategy, scenarios: scenarios, cellsLeft: 1) { results.append($0.result) }
            return results
        }
        for result in results {
            #expect(result.verdict == .sampled, "\(result.scenario): \(result.because ?? "no reason")")
            #expect(result.hazards > result.schedules / 50, "\(result.scenario) hardly ever met its hazard")
        }
        #expect(results.reduce(0) { $0 + $1.schedules } >= Self.schedules)
    }
}
