import Postgres
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// A lock that no session of the run holds.
@Suite(.ownTime) struct StrangersLockTests {
    @Test("It is no failure of the strategy: the wait for it has an end, and the run is void")
    func waitHasAnEnd() async throws {
        let strategy = try TestStrategies.make([
            "upsert.sql": "select pg_advisory_xact_lock(42);\n" + (try TestStrategies.guardedUpsert)
        ])
        let scenario = try #require(Catalogue.scenario(named: "in-order"))
        try await TestServer.run { server in
            try await server.withWorld(strategy, scenario, statementLimit: .seconds(1)) { world in
                let stranger = try await Connection.open(
                    try server.access.controlTarget(database: world.database.name), on: server.loop)
                defer { stranger.close() }
                _ = try await stranger.run(Statement("select pg_advisory_lock(42)"))
                let run = await #expect(throws: VoidRun.self) {
                    try await world.run("create A", "worker 1: receive A", "worker 1: upsert.sql:1")
                }
                #expect(
                    run?.failure.reason
                        == "nothing moved for 3 s, while the end of 'select pg_advisory_xact_lock(42)' was waited for at "
                        + "step 3: worker 1: 'select pg_advisory_xact_lock(42)' waits for an advisory lock of a session of "
                        + "another program; a session of another program: idle, 'select pg_advisory_lock(42)'")
            }
        }
    }

    @Test("Once it is given up, the run goes on as if it had not been there")
    func waitIsNoPartOfTheRun() async throws {
        let strategy = try TestStrategies.make([
            "upsert.sql": "select pg_advisory_xact_lock(42);\n" + (try TestStrategies.guardedUpsert)
        ])
        let scenario = try #require(Catalogue.scenario(named: "in-order"))
        let moves: [Move] = ["create A", "worker 1: receive A", "worker 1: upsert.sql:1", "worker 1: upsert.sql:"]
        try await TestServer.run { server in
            try await server.withWorld(strategy, scenario) { world in
                let alone = try await world.run(moves)
                let target = try server.access.controlTarget(database: world.database.name)
                let stranger = try await Connection.open(target, on: server.loop)
                defer { stranger.close() }
                _ = try await stranger.run(Statement("select pg_advisory_lock(42), pg_sleep(0)"))
                try stranger.send(
                    Statement("select pg_sleep(0.3), pg_advisory_unlock(42)", prepares: false))
                let beside = try await world.run(moves)
                #expect(beside.steps.fingerprint == alone.steps.fingerprint)
                #expect(beside.waits == 0)
                while case .notice = await stranger.nextEvent() { continue }
            }
        }
    }
}
