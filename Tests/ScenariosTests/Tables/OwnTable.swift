import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// A strategy for a table of one's own, judged as `verify` does.
struct OwnTable: Sendable {
    var files: [String: String]
    var schedules = isNightly ? 60 : 12

    /// - Parameters:
    ///   - schema: The table.
    ///   - upsert: How a record is stored.
    ///   - settings: `strategy.yml`.
    init(_ schema: String, upsert: String, settings: String, more: [String: String] = [:]) {
        files = ["schema.sql": schema, "upsert.sql": upsert, "strategy.yml": settings].merging(more) { $1 }
    }

    /// What the scenarios of these names come to.
    ///
    /// - Throws: `StrategyError` where the strategy is refused.
    func results(_ names: String..., seed: UInt64 = 1) async throws -> [CellResult] {
        try await outcomes(names, seed: seed).map(\.result)
    }

    /// What to try about the failure in a scenario.
    func advice(_ name: String) async throws -> Advice? {
        let cell = try #require(try await outcomes([name]).first)
        let failure = try #require(cell.failure, "\(name): \(cell.result.verdict) \(cell.result.because ?? "")")
        return failure.advice
    }

    private func outcomes(_ names: [String], seed: UInt64 = 1) async throws -> [CellOutcome] {
        let strategy = try TestStrategies.make(files)
        let scenarios = try names.map { name in try #require(Catalogue.scenarios.first { $0.name == name }) }
        return try await TestServer.run { server in
            var settings = VerificationSettings()
            settings.schedules = schedules
            settings.worlds = 2
            settings.seed = seed
            let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
            defer { verifier.close() }
            var outcomes: [CellOutcome] = []
            try await verifier.verify(strategy, scenarios: scenarios, cellsLeft: 1) { outcomes.append($0) }
            return outcomes
        }
    }

    /// Sees that it holds in the scenarios of these names.
    func expectHolds(_ names: String..., location: SourceLocation = #_sourceLocation) async throws {
        for name in names {
            for result in try await results(name) {
                #expect(
                    result.verdict == .sampled, "\(name): \(result.property?.rawValue ?? "") \(result.because ?? "")",
                    sourceLocation: location)
            }
        }
    }

    /// Why it is refused before anything runs; nil where it is not.
    func refusal() async throws -> String? {
        do {
            _ = try await results("in-order")
            return nil
        } catch let error as StrategyError {
            return error.remedy.map { "\(error.message): \($0)" } ?? error.message
        }
    }
}
