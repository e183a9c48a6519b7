import FakeSequin
import Sequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What upserts are worth where an older change may come after a newer one, without any fault.
@Suite(.ownTime) struct QueueConsumerTests {
    private func outcome(
        _ strategy: String, _ scenario: String, _ consumer: ConsumerKind, schedules: Int = 40
    ) async throws -> CellOutcome {
        let strategy = try BuiltInStrategies.load(strategy).strategy
        let scenario = try #require(Catalogue.scenario(named: scenario))
        let found = try await TestServer.run { server in
            var settings = VerificationSettings()
            settings.consumer = consumer
            settings.schedules = schedules
            let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
            defer { verifier.close() }
            var outcomes: [CellOutcome] = []
            try await verifier.verify(strategy, scenarios: [scenario], cellsLeft: 1) { outcomes.append($0) }
            return outcomes
        }
        return try #require(found.first)
    }

    @Test(
        "One worker and no fault: the plain upsert and the timeout lose, the guard and the ledger hold",
        arguments: [
            ("naive-upsert", Property.monotonicVersions), ("hard-timeout", .monotonicVersions),
            ("guarded-hard-delete", .monotonicVersions), ("guarded-null-safe", nil), ("version-ledger", nil),
        ])
    func inOrder(strategy: String, property: Property?) async throws {
        let outcome = try await outcome(strategy, "in-order", .queue)
        #expect(outcome.failure?.file.violation?.property == property)
        #expect(outcome.result.verdict == (property == nil ? .sampled : .violated))
    }

    @Test func `a failure names the version that it has received, and replays from its token`() async throws {
        let failure = try #require(try await outcome("naive-upsert", "ack-wait-race", .queue).failure)
        #expect(failure.file.choices.contains { $0.action == .receive && $0.records == ["A\u{2032}"] })
        let token = try #require(FailureToken.make(failure.file))
        #expect(try FailureToken.read(token).choices == failure.file.choices)
    }

    @Test func `one message comes once more after its ack, and no other`() async throws {
        let strategy = try BuiltInStrategies.load("guarded-null-safe").strategy
        let scenario = Scenario(
            "copies", "none", bounds: Bounds(workers: 1, records: 1, changes: 2), hazard: .delivery)
        var settings = VerificationSettings()
        settings.consumer = .queue
        try await TestServer.run { [settings] server in
            try await server.withWorld(strategy, scenario, settings: settings) { world in
                let twice: [Move] = [
                    "create A", "update A", "worker 1: receive A\u{2032}", "worker 1: upsert.sql", "worker 1: ack A",
                    "worker 1: receive A\u{2032}", "worker 1: upsert.sql", "worker 1: ack A",
                ]
                let outcome = try await world.run(twice + ["worker 1: receive A"])
                #expect(outcome.violation == nil)
                await #expect(throws: (any Error).self, "it has come twice") {
                    try await world.run(twice + ["worker 1: receive A\u{2032}"])
                }
                await #expect(throws: (any Error).self, "a copy of another message has come") {
                    try await world.run(
                        twice + [
                            "worker 1: receive A", "worker 1: upsert.sql", "worker 1: ack A", "worker 1: receive A",
                        ])
                }
            }
        }
    }
}
