import Simulation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// The same SQL twice: a folder's scripts, and a program that sends their statements, are judged alike.
@Suite(.ownTime, .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg")) struct FolderWorkerTests
{
    private static let scenarios = [
        "ack-wait-race", "delete-race", "overlapping-statements", "crash-before-commit", "unknown-commit",
    ]
    private static let daily = ["ack-before-apply", "guard-on-stale-read"]
    private static let schedules = isNightly ? 400 : 20

    @Test(
        "A program that sends a folder's statements has its verdicts",
        arguments: isNightly ? BuiltInStrategies.names() : daily)
    func verdicts(name: String) async throws {
        let scripts = try BuiltInStrategies.load(name).strategy
        if let obstacle = FolderWorker.obstacle(scripts) { return print("\(name): \(obstacle)") }
        let expected = try await judge(scripts)
        let found = try await FolderWorker.with(scripts) { try await judge($0) }
        // A script that ends well without writing has applied its delivery; a program has once a row shows it, so what it
        // then acknowledges without one is told of there.
        let alike = expected.map { [$0, $0.replacing("monotonic-versions", with: "acked-is-durable")] }
        #expect(zip(found, alike).allSatisfy { $1.contains($0) }, "\(found) and not \(expected)")
    }

    /// The property that the first of a seed's schedules to violate one violates, for each scenario.
    private func judge(_ strategy: Strategy) async throws -> [String] {
        var verdicts: [String] = []
        for name in Self.scenarios {
            let scenario = try #require(Catalogue.scenario(named: name))
            let verdict = try await TestServer.run { server in
                try await server.withWorld(strategy, scenario) { world in
                    for schedule in 1...Self.schedules {
                        if let found = try await world.run(seed: 5, schedule: schedule).violation {
                            return "\(found.property.rawValue)"
                        }
                    }
                    return "none"
                }
            }
            verdicts.append("\(name): \(verdict)")
        }
        return verdicts
    }
}
