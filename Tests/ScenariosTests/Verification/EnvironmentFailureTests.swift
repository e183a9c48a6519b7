import FakeSequin
import Postgres
import TestSupport
import Testing

@testable import Scenarios

/// A cell whose environment fails says nothing of the others.
@Suite(.ownTime) struct EnvironmentFailureTests {
    @Test("Cells beside one that fails by its environment run, and hold")
    func othersRun() async throws {
        let strategy = try StaleWrites.breaksTheMachine
        let cells = try await TestServer.run { server in
            try await server.verify(strategy, ["ack-wait-race", "in-order", "crash-before-commit", "ack-wait-race"])
        }
        #expect(cells.map(\.result.verdict) == [.inconclusive, .sampled, .sampled, .inconclusive])
        #expect(cells.map(\.environmentFailed) == [true, false, false, true])
        #expect(cells[0].result.because == "the environment failed: 58030: could not read block 7")
        // One seed is one run, however it ends.
        #expect(cells[0].result.schedules == cells[3].result.schedules)
    }

    @Test("How it came there is told, as of a failure, and replays")
    func isTold() async throws {
        let strategy = try StaleWrites.breaksTheMachine
        let scenario = try #require(Catalogue.scenario(named: "ack-wait-race"))
        let (cell, outcome) = try await TestServer.run { server in
            let cell = try #require(try await server.verify(strategy, ["ack-wait-race"]).first)
            let file = try #require(cell.failure?.file)
            let outcome = try await server.withVerifier { verifier in
                try await verifier.replay(file, strategy: strategy, scenario: scenario, consumer: .fenced)
            }
            return (cell, outcome)
        }
        let report = try #require(cell.failure)
        #expect(report.file.violation == nil)
        #expect(report.file.doubt?.kind == .environment)
        #expect(report.file.doubt?.step == report.steps.count)
        #expect(report.steps.last?.choice.action == .statement)
        #expect(outcome.doubt?.kind == .environment)
        #expect(outcome.isIdentical)
    }

    @Test("A statement that would fill the disk is ended, and says nothing of the strategy")
    func fullDisk() async throws {
        let strategy = try TestStrategies.make([
            "schema.sql": StaleWrites.table,
            "upsert.sql": """
            insert into stripe.subscriptions (id, deleted, updated_idx)
            select :'id', :'deleted', :'updated_idx'
            where exists (select from generate_series(1, 400000) n order by n desc offset 399999)
            on conflict (id) do update set deleted = excluded.deleted, updated_idx = excluded.updated_idx
            where stripe.subscriptions.updated_idx <= excluded.updated_idx;
            """,
        ])
        let results = try await TestServer.run { server in
            let limited = ThrowawayCluster.Options(settings: ["temp_file_limit": "1MB"])
            return try await ThrowawayCluster.with(limited, on: server.loop) { cluster in
                let access = ServerAccess.own(cluster, version: "15", runID: "full")
                let verifier = try await Verifier(
                    server: access, loop: server.loop, settings: VerificationSettings())
                defer { verifier.close() }
                var results: [CellResult] = []
                let scenario = try #require(Catalogue.scenario(named: "in-order"))
                try await verifier.verify(strategy, scenarios: [scenario], cellsLeft: 1) { results.append($0.result) }
                return results
            }
        }
        #expect(results.map(\.verdict) == [.inconclusive])
        #expect(
            results.first?.because
                == "the environment failed: 53400: temporary file size exceeds temp_file_limit (1024kB)")
    }
}
