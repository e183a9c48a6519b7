import Syncer

@testable import Scenarios

extension TestServer {
    /// Runs `body` with a verifier of its own.
    func withVerifier<T>(
        limit: Duration = Watchdog.defaultLimit, _ settings: VerificationSettings = VerificationSettings(),
        _ body: (Verifier) async throws -> T
    ) async throws -> T {
        var settings = settings
        settings.statementLimit = limit
        let verifier = try await Verifier(server: access, loop: loop, settings: settings)
        defer { verifier.close() }
        return try await body(verifier)
    }

    /// The cells of a strategy under scenarios, by name.
    func verify(
        _ strategy: Strategy, _ scenarios: [String], limit: Duration = Watchdog.defaultLimit, worlds: Int = 8,
        schedules: Int = 60, known: [KnownFailure] = []
    ) async throws -> [CellOutcome] {
        var settings = VerificationSettings()
        (settings.schedules, settings.worlds, settings.known) = (schedules, worlds, known)
        settings.firstWorlds = min(worlds, settings.firstWorlds)
        return try await withVerifier(limit: limit, settings) { verifier in
            var cells: [CellOutcome] = []
            let chosen = scenarios.compactMap(Catalogue.scenario(named:))
            try await verifier.verify(strategy, scenarios: chosen, cellsLeft: chosen.count) { cells.append($0) }
            return cells
        }
    }
}
