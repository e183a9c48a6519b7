import Syncer

@testable import Scenarios

extension TestServer {
    /// Judges a strategy under scenarios, in one world, on a server that is not killed.
    static func verify(
        _ strategy: Strategy, in scenarios: [Scenario], schedules: Int = 40,
        settings change: @escaping @Sendable (inout VerificationSettings) -> Void = { _ in }
    ) async throws -> [CellResult] {
        try await run { server in
            var settings = VerificationSettings()
            settings.schedules = schedules
            settings.worlds = 1
            change(&settings)
            let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
            defer { verifier.close() }
            var results: [CellResult] = []
            try await verifier.verify(strategy, scenarios: scenarios, cellsLeft: 1) { results.append($0.result) }
            return results
        }
    }

    /// Judges a strategy under one scenario.
    static func verify(
        _ strategy: Strategy, in name: String, schedules: Int = 40,
        settings change: @escaping @Sendable (inout VerificationSettings) -> Void = { _ in }
    ) async throws -> CellResult {
        guard let scenario = Catalogue.scenario(named: name) else { throw NoSuchScenario(name: name) }
        let results = try await verify(strategy, in: [scenario], schedules: schedules, settings: change)
        guard let result = results.first else { throw NoSuchScenario(name: name) }
        return result
    }

    private struct NoSuchScenario: Error { let name: String }
}
