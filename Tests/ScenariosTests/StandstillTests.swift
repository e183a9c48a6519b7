import Postgres
import TestSupport
import Testing

@testable import Scenarios

/// Whatever is waited for, the wait has an end, and says what each session was doing.
@Suite(.ownTime) struct StandstillTests {
    @Test("The reset between runs waits for another program's lock, and not for ever")
    func reset() async throws {
        let (strategy, scenario) = (try TestStrategies.make(), try #require(Catalogue.scenario(named: "in-order")))
        try await TestServer.run { server in
            try await server.withWorld(strategy, scenario, statementLimit: .seconds(1)) { world in
                let alone = try await world.run("create A")
                let target = try server.access.schemaTarget(database: world.database.name)
                let stranger = try await Connection.open(target, on: server.loop)
                defer { stranger.close() }
                for sql in ["begin", "lock table stripe.subscriptions"] {
                    _ = try await stranger.run(Statement(sql, prepares: false))
                }
                let failure = await #expect(throws: EnvironmentFailure.self) { try await world.run("create A") }
                #expect(
                    failure?.reason
                        == "nothing moved for 3 s, while the reset of the database was waited for: a session of another "
                        + "program: idle in transaction, 'lock table stripe.subscriptions'")
                _ = try await stranger.run(Statement("rollback"))
                // A lock that goes in time costs nothing but time.
                for sql in ["begin", "lock table stripe.subscriptions"] {
                    _ = try await stranger.run(Statement(sql, prepares: false))
                }
                try stranger.send(Statement("select pg_sleep(0.5)", prepares: false))
                async let released: Void = {
                    _ = try await stranger.end()
                    _ = try await stranger.run(Statement("rollback"))
                }()
                let beside = try await world.run("create A")
                try await released
                #expect(beside.steps.fingerprint == alone.steps.fingerprint)
                #expect(beside.statements == alone.statements)
            }
        }
    }

    @Test("A lock of the whole cluster keeps no database from being made for ever, and no other cell from running")
    func makingADatabase() async throws {
        let strategy = try TestStrategies.make()
        let cells = try await TestServer.run { server in
            let stranger = try await Connection.open(try server.access.maintenanceTarget(), on: server.loop)
            defer { stranger.close() }
            return try await server.withVerifier(limit: .seconds(1)) { verifier in
                var cells: [CellOutcome] = []
                for sql in ["begin", "lock table pg_database in share row exclusive mode"] {
                    _ = try await stranger.run(Statement(sql, prepares: false))
                }
                let scenarios = [Catalogue.scenario(named: "in-order")].compactMap { $0 }
                try await verifier.verify(strategy, scenarios: scenarios, cellsLeft: 2) { cells.append($0) }
                _ = try await stranger.run(Statement("rollback"))
                try await verifier.verify(strategy, scenarios: scenarios, cellsLeft: 1) { cells.append($0) }
                return cells
            }
        }
        #expect(cells.map(\.result.verdict) == [.inconclusive, .sampled])
        let because = cells.first?.result.because ?? ""
        #expect(
            because.hasPrefix("the environment failed: nothing moved for 4 s: the harness's own 'create database"),
            "\(because)")
        #expect(because.hasSuffix("waits for a table of a session of another program"), "\(because)")
    }

    @Test("A session whose process does not go on ends no wait, and every wait has an end")
    func process() async throws {
        let (strategy, scenario) = (try TestStrategies.make(), try #require(Catalogue.scenario(named: "in-order")))
        try await TestServer.run { server in
            try await server.withWorld(strategy, scenario, statementLimit: .seconds(1)) { world in
                let session = try await world.sessions.seats.session(1)
                BackendProcess.stop(session.pid)
                defer { BackendProcess.resume(session.pid) }
                try session.connection.send(Statement("select 1"))
                var listener = SessionListener(session, in: world.database)
                await #expect(throws: Standstill.self) { _ = try await listener.end() }
                await #expect(throws: Standstill.self) { try await world.sessions.seats.end(session) }
            }
        }
    }

    @Test("Each session is told with what it waits for, and for whom")
    func everySession() async throws {
        let strategy = try TestStrategies.make([
            "upsert.sql": "begin;\nselect pg_advisory_xact_lock(41);\nselect pg_advisory_xact_lock(42);\n"
                + (try TestStrategies.guardedUpsert) + "\ncommit;"
        ])
        let scenario = try #require(Catalogue.scenario(named: "concurrent-workers"))
        try await TestServer.run { server in
            try await server.withWorld(strategy, scenario, statementLimit: .seconds(1)) { world in
                let stranger = try await Connection.open(
                    try server.access.controlTarget(database: world.database.name), on: server.loop)
                defer { stranger.close() }
                _ = try await stranger.run(Statement("select pg_advisory_lock(42)"))
                let run = await #expect(throws: VoidRun.self) {
                    try await world.run(
                        "create A", "create B", "worker 1: receive A", "worker 2: receive B", "worker 1: upsert.sql:1",
                        "worker 1: upsert.sql:2", "worker 2: upsert.sql:1", "worker 2: upsert.sql:2",
                        "worker 1: upsert.sql:3")
                }
                let reason = run?.failure.reason ?? ""
                #expect(reason.contains("at step 9: "), "\(reason)")
                #expect(
                    reason.contains(
                        "worker 1: 'select pg_advisory_xact_lock(42)' waits for an advisory lock of a session of another "
                            + "program; worker 2: 'select pg_advisory_xact_lock(41)' waits for an advisory lock of worker 1"
                    ),
                    "\(reason)")
            }
        }
    }
}
