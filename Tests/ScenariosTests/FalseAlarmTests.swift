import FakeSequin
import Syncer
import Testing

@testable import Scenarios

/// No property alarms on the strategies that hold.
@Suite struct FalseAlarmTests {
    /// Random schedules for each strategy, over all scenarios together.
    static let schedules = 2_000

    /// The built-in strategies that hold in every scenario.
    static let holding = BuiltInStrategies.names().filter { name in
        guard let strategy = try? BuiltInStrategies.load(name) else { return false }
        return Catalogue.scenarios.allSatisfy { scenario in
            strategy.expectation(for: scenario.name, consumer: ConsumerKind.fenced.rawValue)?.verdict == .holds
        }
    }

    @Test("A strategy that holds does so in every random schedule", arguments: holding)
    func quiet(name: String) async throws {
        let strategy = try BuiltInStrategies.load(name)
        let scenarios = Catalogue.scenarios
        let results = try await TestServer.run { server in
            var settings = VerificationSettings()
            settings.seed = 20_260
            settings.schedules = (Self.schedules + scenarios.count - 1) / scenarios.count
            settings.worlds = 3
            let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
            defer { verifier.close() }
            var results: [CellResult] = []
            try await verifier.verify(strategy, scenarios: scenarios, cellsLeft: 1) { results.append($0.result) }
            return results
        }
        for result in results {
            #expect(result.verdict == .sampled, "\(result.scenario): \(result.because ?? "no reason")")
            #expect(result.hazards > result.schedules / 50, "\(result.scenario) hardly ever met its hazard")
        }
        #expect(results.reduce(0) { $0 + $1.schedules } >= Self.schedules)
    }

    @Test("The strategies that hold are these")
    func these() {
        #expect(
            Set(Self.holding).isSuperset(of: [
                "guarded-null-safe", "guarded-upsert", "hard-timeout", "select-for-update", "version-ledger",
            ]))
    }
}
