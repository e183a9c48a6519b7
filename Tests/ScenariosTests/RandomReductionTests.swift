import FakeSequin
import Simulation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What an exhaustive exploration leaves out makes no difference, tried on strategies made up at random, with pauses
/// inside their statements.
@Suite(.ownTime) struct RandomReductionTests {
    private static let scenarios = [
        Scenario(
            "redelivery", "none", bounds: Bounds(workers: 2, records: 1, changes: 1, clock: 1), expiry: .anyTime,
            hazard: .delivery
        ) { $0.hasPausePoints = true },
        Scenario(
            "two-records", "none", bounds: Bounds(workers: 2, records: 2, changes: 2), hazard: .delivery
        ) { $0.hasPausePoints = true },
        Scenario(
            "race", "none", bounds: Bounds(workers: 2, records: 1, changes: 2, clock: 1), expiry: .anyTime,
            hazard: .redelivery),
    ]

    private struct Explored: Sendable {
        var result: CellResult?
        var states: Set<StateFingerprint> = []
    }

    /// - Parameter limit: How long it may take.
    private func explore(
        _ strategy: Strategy, _ scenario: Scenario, reduces: Bool, within limit: Duration
    ) async throws -> Explored {
        try await TestServer.run { server in
            var settings = VerificationSettings()
            settings.explorer = .exhaustive
            settings.reduces = reduces
            settings.worlds = 2
            settings.deadline = .now + limit  // wall clock: how much is compared, never what the comparison says
            let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
            defer { verifier.close() }
            var explored = Explored()
            try await verifier.verify(strategy, scenarios: [scenario], cellsLeft: 1) { cell in
                explored.result = cell.result
                explored.states = cell.finalStates
            }
            return explored
        }
    }

    @Test(
        "Whatever the whole exploration comes to, the reduced one has come to",
        arguments: 0..<(isNightly ? 500 : 3))
    func noDifference(seed: Int) async throws {
        let made = RandomStrategy(seed: UInt64(seed))
        let strategy = try made.strategy
        let scenario = Self.scenarios[seed % Self.scenarios.count]
        let reduced = try await explore(strategy, scenario, reduces: true, within: .seconds(isNightly ? 60 : 15))
        // What was cut short, or was shrunk to a failure, claims nothing that could be false.
        guard reduced.result?.verdict == .exhausted else { return }
        let whole = try await explore(strategy, scenario, reduces: false, within: .seconds(isNightly ? 20 : 5))
        #expect(whole.result?.verdict != .violated, "\(scenario.name): \(whole.result?.because ?? "")\n\(made)")
        #expect(whole.states.isSubset(of: reduced.states), "\(scenario.name), \(whole.states.count) states\n\(made)")
    }
}
