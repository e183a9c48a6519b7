import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Which consumers a scenario runs with, and what is expected of it then.
@Suite(.ownTime) struct ConsumerTests {
    private static let files = [
        "schema.sql": "create schema stripe; create table stripe.subscriptions (id text primary key);",
        "upsert.sql": "insert into stripe.subscriptions values (:'id') on conflict do nothing;",
        "strategy.yml": """
        expect:
          late-ack: [holds, {verdict: violated, consumer: sequin-streams}]
          batch-duplicates: violated
        """,
    ]

    private func result(_ scenario: String, _ consumer: ConsumerKind) -> CellResult {
        CellResult(
            strategy: "own", scenario: scenario, consumer: consumer.rawValue, explorer: "random",
            bounds: Bounds(workers: 1, records: 1, changes: 1), verdict: .sampled)
    }

    @Test("What names no consumer is meant for the usual one")
    func expectations() throws {
        let expectations = try Expectations(of: TestStrategies.make(Self.files))
        #expect(expectations.expectation(for: result("late-ack", .fenced))?.verdict == .holds)
        #expect(expectations.expectation(for: result("late-ack", .sequinStreams))?.verdict == .violated)
        #expect(expectations.expectation(for: result("late-ack", .sequinRecords)) == nil)
        #expect(expectations.expectation(for: result("batch-duplicates", .sequinSinks))?.verdict == .violated)
        #expect(expectations.expectation(for: result("batch-duplicates", .fenced)) == nil)
    }

    @Test("A scenario runs with every consumer that is named for it, once")
    func variants() throws {
        let expectations = try Expectations(of: TestStrategies.make(Self.files))
        let scenario = try #require(Catalogue.scenario(named: "late-ack"))
        #expect(scenario.variants(for: expectations, besides: .fenced).map(\.setup.consumer) == [nil, .sequinStreams])
        #expect(scenario.variants(for: expectations, besides: .sequinStreams).map(\.setup.consumer) == [nil])
        let calm = try #require(Catalogue.scenario(named: "in-order"))
        #expect(calm.variants(for: expectations, besides: .fenced).count == 1)
    }

    @Test(
        "No upsert repairs a late ack of a slot, and the history says what it removed",
        arguments: [ConsumerKind.sequinStreams, .sequinRecords])
    func lateAck(consumer: ConsumerKind) async throws {
        let strategy = try BuiltInStrategies.load("guarded-null-safe").strategy
        let scenario = try #require(Catalogue.scenario(named: "late-ack"))
        let failure = try await TestServer.run { server in
            var settings = VerificationSettings()
            settings.consumer = consumer
            let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
            defer { verifier.close() }
            var failure: FailureReport?
            try await verifier.verify(strategy, scenarios: [scenario], cellsLeft: 1) { failure = $0.failure }
            return failure
        }
        #expect(failure?.file.violation?.property == .convergence)
        let steps = try #require(failure?.steps)
        let notes = steps.flatMap(\.notes)
        #expect(notes.contains { if case .removed = $0.detail { true } else { false } })
    }
}
