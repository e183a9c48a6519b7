import Simulation
import TestSupport
import Testing

@testable import Scenarios

@Suite(.ownTime, .enabled(if: ProgramFolder.python != nil, "no psycopg")) struct ProgramDeterminismTests {
    /// The histories of a seed's first schedules.
    private func histories(_ world: TestWorld, _ count: Int) async throws -> [String] {
        var histories: [String] = []
        for number in 1...count {
            histories.append("\(try await world.run(seed: 7, schedule: number, isRecording: true).steps.fingerprint)")
        }
        return histories
    }

    @Test(
        "Schedules have the same histories with kept programs and with fresh ones",
        arguments: [
            "everything", "unknown-commit",
        ])
    func warmAndFresh(name: String) async throws {
        let scenario = try #require(Catalogue.scenario(named: name))
        try await ProgramFolder.with(ProgramFolder.naive) { strategy in
            let (first, warm, fresh) = try await TestServer.run { server in
                try await server.withWorld(strategy, scenario) { world in
                    let first = try await histories(world, 15)
                    let warm = try await histories(world, 15)
                    world.plan.startsFresh = true
                    return (first, warm, try await histories(world, 15))
                }
            }
            #expect(Set(first).count > 5)
            #expect(first == warm)
            #expect(first == fresh)
        }
    }

    /// What is told of a seed's first schedules, without the names of statements.
    private func told(_ world: TestWorld) async throws -> [[String]] {
        var all: [[String]] = []
        for number in 1...15 {
            let outcome = try await world.run(seed: 3, schedule: number, isRecording: true)
            all.append(
                outcome.steps.map { step in
                    "\(step.choice.action.rawValue) \(step.choice.worker ?? 0): "
                        + step.notes.map { "\($0.kind.rawValue) \($0.versions) \($0.words ?? "")" }.sorted()
                        .joined(separator: ", ")
                })
        }
        return all
    }

    @Test("A program that sends the statements of a folder's scripts has their histories, but for names")
    func sameSQL() async throws {
        let scenario = try #require(Catalogue.scenario(named: "ack-wait-race"))
        let scripts = try TestStrategies.make(["upsert.sql": try TestStrategies.naiveUpsert])
        let expected = try await TestServer.run { server in
            try await server.withWorld(scripts, scenario) { try await told($0) }
        }
        try await ProgramFolder.with(ProgramFolder.naive) { strategy in
            let found = try await TestServer.run { server in
                try await server.withWorld(strategy, scenario) { try await told($0) }
            }
            #expect(found == expected)
        }
    }
}
