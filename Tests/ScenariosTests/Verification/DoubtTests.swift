import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// A schedule that came to no verdict is told as a failure is, and stays inconclusive.
@Suite(.ownTime) struct DoubtTests {
    @Test("A statement that does not end shows its schedule, the same in one world and in many; the file replays")
    func endless() async throws {
        let strategy = try StaleWrites.loopsForEver
        let scenario = try #require(Catalogue.scenario(named: "ack-wait-race"))
        let (many, one, outcome) = try await TestServer.run { server in
            let limit = Duration.seconds(1)
            let many = try await server.verify(strategy, ["ack-wait-race", "in-order"], limit: limit)
            let one = try await server.verify(strategy, ["ack-wait-race"], limit: limit, worlds: 1)
            let file = try #require(many[0].failure?.file)
            let outcome = try await server.withVerifier(limit: limit) { verifier in
                try await verifier.replay(file, strategy: strategy, scenario: scenario, consumer: .fenced)
            }
            return (many, one, outcome)
        }
        #expect(many.map(\.result.verdict) == [.inconclusive, .sampled])
        let report = try #require(many[0].failure)
        let because = "a statement did not end within 1 s, and was ended: select stripe.merge("
        #expect(many[0].result.because?.hasPrefix(because) == true, "\(many[0].result.because ?? "")")
        #expect(many[0].result.counterexample?.choices == report.file.choices.count)
        #expect(report.file.doubt?.kind == .endlessStatement)
        #expect(report.steps.map(\.choice) == report.file.choices)
        #expect(report.steps.last?.choice.action == .statement)
        #expect(try one[0].failure?.file.encoded() == report.file.encoded())
        #expect(one[0].result.schedules == many[0].result.schedules)
        #expect(one[0].result.hazards == many[0].result.hazards)
        #expect(one[0].result.statements == many[0].result.statements)
        #expect(outcome.doubt?.kind == .endlessStatement)
        #expect(outcome.isIdentical)
        let token = try #require(FailureToken.make(report.file))
        #expect(try FailureToken.read(token).doubt?.kind == .endlessStatement)
        #expect(try FailureToken.read(token).history == report.file.history)
    }

    @Test("A known file that still comes to no verdict leaves its cell without one")
    func known() async throws {
        let strategy = try StaleWrites.loopsForEver
        let cell = try await TestServer.run { server in
            let found = try #require(
                try await server.verify(strategy, ["ack-wait-race"], limit: .seconds(1)).first?.failure?.file)
            let known = KnownFailure(path: "known.json", file: found)
            // Of so few schedules none writes what is stale.
            return try await server.verify(
                strategy, ["ack-wait-race"], limit: .seconds(1), schedules: 1, known: [known])[0]
        }
        #expect(cell.result.verdict == .inconclusive)
        #expect(cell.known.states.map(\.state) == [.saysNothing])
        #expect(cell.failure?.file.doubt?.kind == .endlessStatement)
    }

    @Test("What does not replay shows the schedule that failed, and its file; replaying it is no pass")
    func notReplayed() async throws {
        // Which worlds come to know of it is chance: the first clones of the template do, and the last does not.
        let strategy = try TestStrategies.make([
            "schema.sql": try TestStrategies.guideSchema + """

                create function stripe.is_early() returns boolean language sql as $$
                    select current_database() ~ '_w[1-3]$' $$;
                """,
            "upsert.sql": try TestStrategies.guardedUpsert.replacing(
                "where stripe.subscriptions.updated_idx <= excluded.updated_idx",
                with: "where stripe.is_early() or stripe.subscriptions.updated_idx <= excluded.updated_idx"),
        ])
        let scenario = try #require(Catalogue.scenario(named: "ack-wait-race"))
        let (cell, outcome) = try await TestServer.run { server in
            let cell = try await server.verify(strategy, ["ack-wait-race"])[0]
            let file = try #require(cell.failure?.file)
            let outcome = try await server.withVerifier { verifier in
                // The world of a replay is the first clone, and so fails.
                try await verifier.replay(file, strategy: strategy, scenario: scenario, consumer: .fenced)
            }
            return (cell, outcome)
        }
        #expect(cell.result.verdict == .inconclusive)
        #expect(cell.result.because?.contains("this failure does not replay") == true, "\(cell.result.because ?? "")")
        let report = try #require(cell.failure)
        #expect(report.file.doubt?.kind == .notReplayed)
        #expect(!report.steps.isEmpty)
        #expect(outcome.violation != nil)
        #expect(!outcome.isIdentical)
    }
}
