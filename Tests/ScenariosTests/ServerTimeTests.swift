import FakeSequin
import Foundation
import Postgres
import Simulation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Strategies whose scripts or schema name time, on a server that has the time of their schedules.
@Suite(.ownTime, .traced) struct ServerTimeTests {
    /// What verifying brings.
    private struct Found: Sendable {
        var cells: [CellOutcome] = []
        var warnings: [String] = []

        /// The verdict of the only cell.
        var verdict: Verdict? { cells.first?.result.verdict }
        var because: String { cells.first?.result.because ?? "" }
    }

    private func verify(
        _ strategy: Strategy, in names: [String] = ["ack-wait-race"], schedules: Int = 20, time: WorkerTime? = nil,
        isThere: Bool = true
    ) async throws -> Found {
        try await TestServer.run { server in
            let timed = TimedServer(.init(), on: server.loop)
            return try await timed.with {
                let warnings = Warnings()
                var settings = VerificationSettings()
                (settings.schedules, settings.serverTime, settings.checksDeterminism) = (schedules, time, true)
                settings.onWarning = { warnings.add($0) }
                let verifier = try await Verifier(
                    server: server.access, timedServer: isThere ? timed : nil, loop: server.loop, settings: settings)
                defer { verifier.close() }
                var found = Found()
                let scenarios = names.compactMap(Catalogue.scenario(named:))
                try await verifier.verify(strategy, scenarios: scenarios, cellsLeft: scenarios.count) {
                    found.cells.append($0)
                }
                found.warnings = warnings.all
                return found
            }
        }
    }

    private final class Warnings: @unchecked Sendable {
        // All on the server's thread.
        private(set) var all: [String] = []
        func add(_ warning: String) { all.append(warning) }
    }

    private func script(_ lines: String) throws -> Strategy { try TestStrategies.make(["upsert.sql": lines]) }

    @Test("A guard by now() is judged on the schedule's time, twice alike, without a warning")
    func lastWriter() async throws {
        let folder = try #require(BuiltInStrategies.folder(of: "last-writer-by-clock"))
        let found = try await verify(
            try Strategy.load(folder: folder), in: ["in-order", "ack-wait-race", "server-crash"])
        #expect(found.cells.map(\.result.verdict) == [.sampled, .violated, .sampled])
        #expect(found.warnings == [])
    }

    @Test("So is a schema whose trigger stamps what is compared")
    func schema() async throws {
        let strategy = try TestStrategies.make([
            "schema.sql": try TestStrategies.guideSchema + """

                create function stripe.stamp() returns trigger language plpgsql as $$
                begin
                    if new.upstream_updated_at > now() then return null; end if;
                    return new;
                end $$;
                create trigger stamp before insert or update on stripe.subscriptions
                    for each row execute function stripe.stamp();

                """
        ])
        let found = try await verify(strategy)
        #expect(found.verdict == .sampled, "\(found.because)")
        #expect(found.warnings == [])
        let real = try await verify(strategy, isThere: false)
        #expect(real.warnings.contains { $0.contains("stamp() uses now()") })
    }

    @Test("A statement that sleeps goes on by the clock, and what others do meanwhile is judged")
    func sleep() async throws {
        let holds = try await verify(try script("select pg_sleep(5);\n" + TestStrategies.guardedUpsert))
        #expect(holds.verdict == .sampled, "\(holds.because)")
        let fails = try await verify(try script("select pg_sleep(5);\n" + TestStrategies.naiveUpsert))
        #expect(fails.verdict == .violated)
        let kinds = fails.cells.first?.failure?.steps.flatMap(\.notes).map(\.kind) ?? []
        #expect(kinds.contains(.slept) && kinds.contains(.timer))
    }

    /// Locks a row that all deliveries share, and gives a delivery up where that takes too long.
    private static let queueing = """
        begin;
        set local lock_timeout = '2s';
        select id from stripe.gate for update;
        """

    @Test("A limit for waits strikes in some schedules, and not in others, and both are judged")
    func lockLimit() async throws {
        let schema =
            try TestStrategies.guideSchema
            + "\ncreate table stripe.gate (id int);\ninsert into stripe.gate values (1);\n"
        func strategy(_ upsert: String) throws -> Strategy {
            try TestStrategies.make([
                "schema.sql": schema, "upsert.sql": "\(Self.queueing)\n\(upsert)\ncommit;\n",
            ])
        }
        let holds = try await outcomes(of: strategy(TestStrategies.guardedUpsert), failing: "55P03")
        #expect(holds.violations == 0)
        #expect(holds.struck > 0 && holds.waitedWithout > 0, "\(holds)")
        let fails = try await verify(try strategy(TestStrategies.naiveUpsert))
        #expect(fails.verdict == .violated)
    }

    @Test("A limit for statements strikes in some schedules, and not in others, and both are judged")
    func statementLimit() async throws {
        let upsert = "set statement_timeout = '3s';\n" + (try TestStrategies.guardedUpsert)
        let found = try await outcomes(of: try script(upsert), in: "overlapping-statements", failing: "57014")
        #expect(found.violations == 0)
        #expect(found.struck > 0 && found.waitedWithout > 0, "\(found)")
    }

    @Test("A transaction that does nothing for too long is ended, and its worker begins anew")
    func idleLimit() async throws {
        let upsert = "begin;\nset local idle_in_transaction_session_timeout = '4s';\n"
        let found = try await outcomes(
            of: try script(upsert + TestStrategies.guardedUpsert + "\ncommit;\n"), failing: "25P03")
        #expect(found.violations == 0)
        #expect(found.struck > 0, "\(found)")
    }

    /// What schedules of a strategy come to, as far as a limit is concerned.
    private struct Outcomes: Sendable {
        var violations = 0
        var struck = 0
        var waitedWithout = 0
    }

    private func outcomes(
        of strategy: Strategy, in name: String = "ack-wait-race", failing state: String, schedules: Int = 60
    ) async throws -> Outcomes {
        let scenario = try #require(Catalogue.scenario(named: name))
        return try await TestServer.run { server in
            let timed = TimedServer(.init(), on: server.loop)
            return try await timed.with {
                let host = try await ServerHost(try await timed.access(), on: server.loop)
                defer { host.close() }
                let template = try await StrategyTemplate(strategy, number: 1, host: host, loop: server.loop)
                var found = Outcomes()
                let plan = WorldPlan(
                    template: template, scenario: scenario, bounds: scenario.bounds, consumer: .fenced, seed: 1)
                try await template.withHome(WorldVariant(scenario)) { home in
                    for schedule in 0..<schedules {
                        var decider = RandomDecider<Choice>(seed: 5, schedule: schedule)
                        let outcome = try await World(plan: plan, home: home, isRecording: true).run(&decider)
                        if outcome.violation != nil { found.violations += 1 }
                        let notes = outcome.steps.flatMap(\.notes)
                        let isStruck = notes.contains { note in
                            if case .failure(let failure) = note.detail { failure.sqlState == state } else { false }
                        }
                        if isStruck { found.struck += 1 }
                        if !isStruck, notes.contains(where: { $0.kind == .blocked || $0.kind == .paused }) {
                            found.waitedWithout += 1
                        }
                    }
                }
                await template.close()
                return found
            }
        }
    }

    @Test("What was asked for and cannot be had is said; where it was not asked for, that real time is used")
    func fallback() async throws {
        let strategy = try script("select now();\n" + TestStrategies.guardedUpsert)
        #expect(strategy.namesTime)
        let real = try await verify(strategy, time: .real)
        #expect(real.verdict == .sampled)
        #expect(try !script("select random();\n" + TestStrategies.guardedUpsert).namesTime)
    }
}
