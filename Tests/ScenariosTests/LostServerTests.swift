import FakeSequin
import Foundation
import Postgres
import Simulation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// A server that is gone is noticed at once, whatever is being waited for: each of these waits would last for hours
/// otherwise, by the limit that statements have here.
@Suite(.ownTime) struct LostServerTests {
    /// It computes without a pause, so that its process does not notice that there is no server any more. In the scratch
    /// copy in which deliveries are tried, it ends.
    private static let endless = """
        do $$ begin if current_database() not like '%\\_w1' then loop end loop; end if; end $$;

        """

    private static let limit = Duration.seconds(3_600)

    /// Runs `body` on a cluster whose server is killed once a statement that begins so is under way.
    private func losing<T: Sendable>(
        asURL: Bool = false, by signal: Int32 = SIGKILL, at beginning: String,
        afterwards pause: Duration = .milliseconds(300),
        _ body: @escaping @Sendable (ServerAccess, EventLoop) async throws -> T
    ) async throws -> T {
        try await onCluster { cluster, loop in
            let access =
                asURL
                ? ServerAccess.url(
                    cluster.target(), version: "15", isSuperuser: true, runID: ServerAccess.runID(9))
                : ServerAccess.own(cluster, version: "15", runID: "lost")
            let pidFile = try String(contentsOfFile: "\(cluster.directory)/data/postmaster.pid", encoding: .utf8)
            let server = try #require(pidFile.split(separator: "\n").first.flatMap { Int32($0) })
            async let killed: Void = {
                try await Self.wait(for: beginning, in: cluster, loop)
                await loop.sleep(for: pause)
                kill(server, signal)
            }()
            let result = try await body(access, loop)
            try await killed
            return result
        }
    }

    private static func wait(for beginning: String, in cluster: ThrowawayCluster, _ loop: EventLoop) async throws {
        let session = try await Connection.open(cluster.target(), on: loop)
        defer { session.close() }
        let question = Statement(
            "select 1 from pg_stat_activity where state = 'active' and starts_with(query, $1)", parameters: [beginning])
        while try await session.run(question).rows.isEmpty { await loop.sleep(for: .milliseconds(20)) }
    }

    private func verifying(
        _ strategy: Strategy, _ scenarios: [String], on access: ServerAccess, _ loop: EventLoop,
        settings: VerificationSettings = VerificationSettings()
    ) async throws -> (cells: [CellOutcome], loss: EnvironmentFailure?) {
        var settings = settings
        settings.statementLimit = Self.limit
        let verifier = try await Verifier(server: access, loop: loop, settings: settings)
        defer { verifier.close() }
        var cells: [CellOutcome] = []
        do {
            try await verifier.verify(
                strategy, scenarios: scenarios.compactMap(Catalogue.scenario(named:)), cellsLeft: 2
            ) { cells.append($0) }
            return (cells, nil)
        } catch let loss as EnvironmentFailure {
            return (cells, loss)
        }
    }

    @Test("In the middle of a statement", arguments: [(false, SIGKILL), (true, SIGKILL), (true, SIGINT)])
    func statement(asURL: Bool, signal: Int32) async throws {
        let strategy = try TestStrategies.make(["upsert.sql": Self.endless + (try TestStrategies.guardedUpsert)])
        let (cells, loss) = try await losing(asURL: asURL, by: signal, at: "do $$") { access, loop in
            try await verifying(strategy, ["in-order", "ack-wait-race"], on: access, loop)
        }
        // The second cell is not begun.
        #expect(cells.map(\.result.verdict) == [.inconclusive])
        #expect(loss?.isServerLost == true)
        #expect(cells.first?.result.because == loss?.reason)
        #expect(loss?.reason.hasPrefix("Postgres was lost: ") == true)
    }

    @Test("In the middle of the schema")
    func schema() async throws {
        let strategy = try TestStrategies.make(["schema.sql": try TestStrategies.guideSchema + Self.endless])
        let (cells, loss) = try await losing(at: "do $$") { access, loop in
            try await verifying(strategy, ["in-order"], on: access, loop)
        }
        #expect(cells.isEmpty)
        #expect(loss?.isServerLost == true)
    }

    @Test("In the middle of a wait for a lock, and of a reset that waits for one", arguments: [true, false])
    func lock(isReset: Bool) async throws {
        let strategy = try TestStrategies.make([
            "upsert.sql": "select pg_advisory_xact_lock(42);\n" + (try TestStrategies.guardedUpsert)
        ])
        let scenario = try #require(Catalogue.scenario(named: "in-order"))
        let waiting = isReset ? "delete from" : "select pg_advisory_xact_lock"
        let loss = try await losing(at: waiting) { access, loop in
            let host = try await ServerHost(access, on: loop, statementLimit: Self.limit)
            defer { host.close() }
            let template = try await StrategyTemplate(strategy, number: 1, host: host, loop: loop)
            let sessions = SessionPool(try await template.makeWorld())
            let plan = WorldPlan(
                template: template, scenario: scenario, bounds: scenario.bounds, consumer: .fenced, seed: 1)
            let stranger = try await Connection.open(
                access.schemaTarget(database: sessions.database.name), on: loop)
            defer { stranger.close() }
            _ = try await stranger.run(Statement("select pg_advisory_lock(42)"))
            if isReset {
                for sql in ["begin", "lock table stripe.subscriptions"] {
                    _ = try await stranger.run(Statement(sql, prepares: false))
                }
            }
            return await #expect(throws: EnvironmentFailure.self) {
                var decider = ReplayDecider(
                    [Choice(.create, records: ["A"]), Choice(.receive, worker: 1, records: ["A"])])
                _ = try await World(plan: plan, sessions: sessions, isRecording: false).run(&decider)
            }
        }
        #expect(loss?.isServerLost == true)
    }

    @Test("In the middle of shrinking: that the strategy fails is known, and stays")
    func shrinking() async throws {
        // Slow enough to be in the middle of it then: each of the candidates takes half a second and more.
        let strategy = try TestStrategies.make([
            "upsert.sql": try TestStrategies.naiveUpsert + "select pg_sleep(0.2);\n"
        ])
        var settings = VerificationSettings()
        (settings.worlds, settings.firstWorlds) = (1, 1)
        // What it is shrunk in is the second clone of the template.
        let (cells, loss) = try await losing(at: "create database converge_lost_1_w2", afterwards: .seconds(5)) {
            [settings] access, loop in
            try await verifying(strategy, ["ack-wait-race", "in-order"], on: access, loop, settings: settings)
        }
        #expect(cells.map(\.result.verdict) == [.violated])
        #expect(cells.first?.failure?.isMinimal == false)
        #expect(loss?.isServerLost == true)
    }

    @Test("In the middle of a replay")
    func replay() async throws {
        let strategy = try TestStrategies.make(["upsert.sql": Self.endless + (try TestStrategies.guardedUpsert)])
        let scenario = try #require(Catalogue.scenario(named: "in-order"))
        let file = FailureFile(
            converge: FailureFile.currentFormat, tool: Tool.version, strategy: "own", fingerprint: strategy.fingerprint,
            scenario: scenario.name, consumer: "fenced", seed: 1, bounds: scenario.bounds,
            changes: scenario.workload.changes(within: scenario.bounds), choices: [],
            violation: Violation(property: .liveness, step: 1, record: nil, because: ""), history: "")
        let loss = try await losing(at: "do $$") { access, loop in
            var settings = VerificationSettings()
            settings.statementLimit = Self.limit
            let verifier = try await Verifier(server: access, loop: loop, settings: settings)
            defer { verifier.close() }
            return await #expect(throws: EnvironmentFailure.self) {
                try await verifier.replay(file, strategy: strategy, scenario: scenario, consumer: .fenced)
            }
        }
        #expect(loss?.isServerLost == true)
    }
}
