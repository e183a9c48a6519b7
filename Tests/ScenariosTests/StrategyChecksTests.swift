import FakeSequin
import Postgres
import Sequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// A strategy's own checks on a server: which are refused, which are asked, and what comes of it.
@Suite(.ownTime) struct StrategyChecksTests {
    private static let noRow = "select 1 where false;"

    private static func strategy(_ check: String, _ more: [String: String] = [:]) throws -> Strategy {
        try TestStrategies.make(["checks/own.sql": check].merging(more) { $1 })
    }

    /// What a strategy with a check is refused for.
    private static func refusal(of check: String, _ more: [String: String] = [:]) async throws -> String? {
        let strategy = try strategy(check, more)
        return try await TestServer.run { server in
            do {
                try await server.withWorld(strategy, Catalogue.scenarios[0]) { _ in }
                return nil
            } catch let error as StrategyError {
                return error.description.split(separator: "/").dropFirst().last.map { "/\($0)" }
            }
        }
    }

    @Test(
        "What Postgres refuses of a check, and one that is violated from the start, is said before anything runs",
        arguments: [
            ("select 1;\n", "own.sql: it returns rows before anything has happened: ?column?=1"),
            (
                "select nothing from stripe.subscriptions",
                "own.sql:1:8: Postgres says: column \"nothing\" does not exist"
            ),
            ("-- one\nselect 1 frm x", "own.sql:2:14: Postgres says: syntax error at or near \"x\""),
            ("select id from nowhere", "own.sql:1:16: Postgres says: relation \"nowhere\" does not exist"),
            (
                "with gone as (delete from stripe.subscriptions returning id) select id from gone",
                "own.sql:1:1: Postgres says: cannot execute SELECT in a read-only transaction"
            ),
            ("select 1 / 0", "own.sql:1:1: Postgres says: division by zero"),
            (
                "select pg_read_file('/etc/passwd')",
                "own.sql:1:1: Postgres says: permission denied for function pg_read_file"
            ),
        ])
    func refused(check: String, message: String) async throws {
        let refusal = try #require(try await Self.refusal(of: check))
        #expect(refusal.hasPrefix("/\(message)"), "\(refusal)")
    }

    @Test("A check that holds at first is taken")
    func taken() async throws {
        #expect(try await Self.refusal(of: Self.noRow) == nil)
        #expect(try await Self.refusal(of: "select * from stripe.subscriptions") == nil)
    }

    @Test("A check that fails on what comes later makes a cell inconclusive, and the next cell is run")
    func unanswerable() async throws {
        let strategy = try Self.strategy("select id from stripe.subscriptions where 1 / (length(id) - 1) = 5")
        let scenarios = ["in-order", "ack-wait-race"].compactMap(Catalogue.scenario(named:))
        for result in try await TestServer.verify(strategy, in: scenarios, schedules: 5) {
            #expect(result.verdict == .inconclusive)
            let because = result.because ?? ""
            #expect(because.hasSuffix("checks/own.sql:1:1: Postgres says: division by zero"), "\(because)")
            #expect((result.counterexample?.choices ?? 0) > 0, "the schedule is told")
        }
    }

    @Test("A check sees the records as they are upstream, and the versions that were handed out")
    func evidence() async throws {
        let strategy = try Self.strategy(
            """
            select 'upstream' as what, id, updated_idx from jsonb_to_recordset(:'upstream')
                as r (id text, updated_idx bigint, plan_id text, deleted boolean)
            where (id, updated_idx, plan_id, deleted) not in (
                select id, updated_idx, plan_id, deleted from stripe.subscriptions)
            union all
            select 'delivered', id, updated_idx from jsonb_to_recordset(:'delivered')
                as r (id text, updated_idx bigint)
            where updated_idx > (select max(updated_idx) from stripe.subscriptions)
            """)
        for name in ["slow-worker", "ack-wait-race"] {
            let result = try await TestServer.verify(strategy, in: name)
            #expect(result.verdict == .sampled, "\(name): \(result.because ?? "")")
        }
        // The opposite shows that there is something to be seen.
        let counting = try Self.strategy(
            "select count(*) as versions from jsonb_to_recordset(:'delivered') as r (id text) having count(*) > 0")
        let result = try await TestServer.verify(counting, in: "ack-wait-race")
        #expect(result.property == .customChecks)
        #expect(result.because?.hasPrefix("checks/own.sql returns 1 row: versions=") == true)
    }

    @Test("A check that must always hold is asked after each step, one that need not only at rest")
    func always() async throws {
        let passing = "select id from stripe.subscriptions where plan_id = 'plan_1'"
        let quiet = try await TestServer.verify(try Self.strategy(passing), in: "ack-wait-race")
        #expect(quiet.verdict == .sampled, "\(quiet.because ?? "")")
        let always = try await TestServer.verify(try Self.strategy("-- always\n" + passing), in: "ack-wait-race")
        #expect(always.property == .customChecks, "\(always.because ?? "")")
        let nearly = try await TestServer.verify(try Self.strategy("-- alwaysnot\n" + passing), in: "ack-wait-race")
        #expect(nearly.verdict == .sampled)
    }

    @Test("Checks are not judged where the scenario does to the table what they cannot know of, and that is said")
    func notJudged() async throws {
        let strategy = try Self.strategy("select id from stripe.subscriptions")
        for name in ["legacy-rows", "poison-record"] {
            let result = try await TestServer.verify(strategy, in: name, schedules: 5)
            #expect(result.property != .customChecks, "\(name)")
            #expect(result.notChecked == [.customChecks], "\(name)")
        }
        let result = try await TestServer.verify(strategy, in: "in-order", schedules: 5)
        #expect(result.property == .customChecks && result.notChecked == nil)
    }

    @Test("A check that must always hold leaves no two steps independent; one at rest leaves them as they are")
    func reduction() async throws {
        let isLocal = try await TestServer.run { server in
            var isLocal: [Bool] = []
            for check in [Self.noRow, "-- always\n" + Self.noRow] {
                let scenario = Catalogue.scenarios[0]
                try await server.withWorld(try Self.strategy(check), scenario) {
                    isLocal.append($0.plan.footprints.isLocal)
                }
            }
            return isLocal
        }
        #expect(isLocal == [true, false])
    }

    @Test("An exhaustive exploration finds what depends on which versions were handed out")
    func exhaustive() async throws {
        // Only where A itself was never handed out, before its successor.
        let strategy = try Self.strategy(
            """
            select count(*) as versions from jsonb_to_recordset(:'delivered') as r (id text)
            having count(*) = 1
            """)
        for reduces in [true, false] {
            let result = try await TestServer.verify(strategy, in: "ack-wait-race") {
                $0.explorer = .exhaustive
                $0.reduces = reduces
            }
            #expect(result.property == .customChecks, "\(result.verdict) \(result.because ?? "")")
        }
    }
}
