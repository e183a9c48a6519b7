import FakeSequin
import Sequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What upserts are worth where an older change may come after a newer one, without any fault.
@Suite(.ownTime) struct MessageConsumersTests {
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
        arguments: [ConsumerKind.queue, .webhook],
        [
            ("naive-upsert", [Property.monotonicVersions]), ("hard-timeout", [.monotonicVersions]),
            // An old update finds no row to be compared with: of the record as it was, or as it was created again.
            ("guarded-hard-delete", [.monotonicVersions, .noResurrection]), ("guarded-null-safe", []),
            ("version-ledger", []),
        ])
    func inOrder(kind: ConsumerKind, row: (strategy: String, properties: [Property])) async throws {
        let (strategy, properties) = row
        let outcome = try await outcome(strategy, "in-order", kind)
        let property = outcome.failure?.file.violation?.property
        #expect(property.map(properties.contains) ?? properties.isEmpty, "\(String(describing: property))")
        #expect(outcome.result.verdict == (properties.isEmpty ? .sampled : .violated))
    }

    @Test(
        "Where a record's changes come in order, the plain upsert loses once a worker is slow, and not before",
        arguments: [ConsumerKind.fifo, .log])
    func ordered(kind: ConsumerKind) async throws {
        #expect(try await outcome("naive-upsert", "in-order", kind).result.verdict == .sampled)
        let race = try await outcome("naive-upsert", "ack-wait-race", kind, schedules: 200)
        #expect(race.failure?.file.violation?.property == .monotonicVersions)
        #expect(try await outcome("guarded-null-safe", "ack-wait-race", kind).result.verdict == .sampled)
    }

    @Test func `under a log, what is replayed may take a row back, until its offset is committed`() async throws {
        let strategy = try BuiltInStrategies.load("naive-upsert").strategy
        let scenario = Scenario(
            "replay", "none", bounds: Bounds(workers: 2, records: 1, changes: 2, clock: 1, faults: 2),
            expiry: .anyTime, faults: [.ackRequestLost], hazard: .delivery)
        var settings = VerificationSettings()
        settings.consumer = .log
        try await TestServer.run { [settings] server in
            try await server.withWorld(strategy, scenario, settings: settings) { world in
                let twice: [Move] = ["worker 1: receive A", "worker 1: upsert.sql", "worker 1: lose-request ack"]
                let replayed = try await world.run(
                    ["create A", "update A"] + twice + twice + ["clock", "worker 2: receive A", "worker 2: upsert.sql"])
                #expect(replayed.violation == nil, "A is written over A\u{2032}, and neither is committed")
                // The zombie writes A once A and A′ are committed.
                let zombie = try await world.run([
                    "create A", "update A", "worker 1: receive A", "clock", "worker 2: receive A",
                    "worker 2: upsert.sql", "worker 2: ack A", "worker 2: receive A", "worker 2: upsert.sql",
                    "worker 2: ack A", "worker 1: upsert.sql",
                ])
                #expect(zombie.violation?.property == .monotonicVersions)
                #expect(zombie.violation?.because.hasPrefix("worker 2 had committed the offset of A\u{2032}") == true)
            }
        }
    }

    @Test func `a commit passes what lies before it, done or not`() async throws {
        let strategy = try BuiltInStrategies.load("guarded-null-safe").strategy
        let scenario = Scenario(
            "passed", "none", bounds: Bounds(workers: 1, records: 1, changes: 2, clock: 0, faults: 0), hazard: .delivery
        )
        var settings = VerificationSettings()
        settings.consumer = .log
        try await TestServer.run { [settings] server in
            try await server.withWorld(strategy, scenario, settings: settings) { world in
                let commit = Move.meddle { run in
                    let worker = run.crew.workers[0]
                    let behind = run.handOut(run.find(["A"], for: worker), to: worker)
                    run.settle(CallInFlight(behind.map(\.ackID), by: worker, isNack: false))
                }
                let outcome = try await world.run(["create A", "update A", "worker 1: receive A", commit])
                #expect(outcome.violation != nil)
            }
        }
    }

    @Test(
        "What has no meaning under a consumer is skipped, with the reason",
        arguments: [
            (ConsumerKind.webhook, "batch-deadlock", "with 'webhook' each delivery comes by itself"),
            (.log, "poison-record", "'log' sets nothing aside"),
        ])
    func skipped(kind: ConsumerKind, scenario: String, reason: String) async throws {
        let result = try await outcome("guarded-null-safe", scenario, kind).result
        #expect(result.verdict == .skipped)
        #expect(result.because?.hasPrefix(reason) == true)
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
