import Simulation
import TestSupport
import Testing

@testable import Scenarios

@Suite(.ownTime, .enabled(if: ProgramFolder.python != nil, "no psycopg")) struct ProgramDeterminismTests {
    /// From its sixth use on psycopg prepares a statement, in a message of its own.
    private static let inTransactions = ProgramFolder.loop(
        """
        with connection.transaction():
            upsert(connection, record, GUARD)
        call('ack', ack_ids=[message['ack_id']])
        """)

    @Test(
        "Schedules have the same histories with kept programs and with fresh ones",
        arguments: isNightly
            ? [
                ("everything", ProgramFolder.naive), ("unknown-commit", ProgramFolder.naive),
                ("everything", inTransactions), ("terminated-worker", ProgramTerminationTests.finishing),
            ] : [("everything", inTransactions)])
    func warmAndFresh(name: String, script: String) async throws {
        let schedules = isNightly ? 60 : 10
        let scenario = try #require(Catalogue.scenario(named: name))
        try await ProgramFolder.with(script) { strategy in
            let (first, warm, fresh) = try await TestServer.run { server in
                try await server.withWorld(strategy, scenario) { world in
                    let first = try await world.histories(seed: 7, schedules)
                    let warm = try await world.histories(seed: 7, schedules)
                    world.plan.startsFresh = true
                    return (first, warm, try await world.histories(seed: 7, schedules))
                }
            }
            #expect(Set(first.map(\.fingerprint)).count > 5)
            #expect(TestHistory.difference(first, warm) == nil)
            #expect(TestHistory.difference(first, fresh) == nil)
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

    @Test(
        "A program that sends the statements of a folder's scripts has their histories, but for names",
        arguments: isNightly ? ["naive-upsert", "guarded-upsert"] : ["naive-upsert"])
    func sameSQL(name: String) async throws {
        let scenario = try #require(Catalogue.scenario(named: "ack-wait-race"))
        let scripts = try BuiltInStrategies.load(name).strategy
        let expected = try await TestServer.run { server in
            try await server.withWorld(scripts, scenario) { try await told($0) }
        }
        try await FolderWorker.with(scripts) { strategy in
            let found = try await TestServer.run { server in
                try await server.withWorld(strategy, scenario) { try await told($0) }
            }
            #expect(found == expected)
        }
    }
}
