import Foundation
import Postgres
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What all databases of a cluster share: sessions of several worlds meet there, and no verdict comes of it.
@Suite(.ownTime) struct SharedClusterTests {
    /// Takes two locks that all databases share, and holds them for as long as the transaction lasts.
    private static func strategy() throws -> Strategy {
        try TestStrategies.make([
            // A schema may not have it in its plain form.
            "schema.sql": try TestStrategies.guideSchema + """

                do $$ begin execute 'alter role current_user set work_mem = 4096'; end $$;
                """,
            "upsert.sql": """
            begin;
            alter role current_user password null;
            alter role current_user set work_mem = 4096;
            \(try TestStrategies.guardedUpsert)
            commit;
            """,
        ])
    }

    @Test("A strategy whose transactions hold such locks comes to the same in many worlds as in one")
    func manyWorlds() async throws {
        let strategy = try Self.strategy()
        let results = try await TestServer.run { server in
            var results: [CellResult] = []
            for worlds in [6, 1] {
                var settings = VerificationSettings()
                (settings.schedules, settings.worlds, settings.firstWorlds) = (isNightly ? 100 : 20, worlds, worlds)
                settings.checksDeterminism = true
                results += try await server.withVerifier(settings) { verifier in
                    var results: [CellResult] = []
                    let scenarios = [Catalogue.scenario(named: "concurrent-workers")].compactMap { $0 }
                    try await verifier.verify(strategy, scenarios: scenarios, cellsLeft: 1) {
                        results.append($0.result)
                    }
                    return results
                }
            }
            return results
        }
        #expect(results.map(\.verdict) == [.sampled, .sampled], "\(results.map(\.because))")
        #expect(results.first?.digest == results.last?.digest)
        #expect(results.first?.statements == results.last?.statements)
    }

    /// Runs `body` with a world, and a session of another one.
    private func besideAnother<T: Sendable>(
        _ body: @escaping @Sendable (TestWorld, Connection) async throws -> T
    ) async throws -> T {
        let (strategy, scenario) = (try Self.strategy(), try #require(Catalogue.scenario(named: "in-order")))
        return try await TestServer.run { server in
            try await server.withWorld(strategy, scenario) { world in
                let other = try await world.template.makeWorld()
                defer { other.close() }
                let session = try await other.host.open(
                    try server.access.workerTarget(database: other.name), for: .worker)
                defer { session.close() }
                _ = try await session.run(Statement("begin"))
                return try await body(world, session)
            }
        }
    }

    @Test("A wait for another world's transaction that does not end soon is none of the schedule's")
    func wait() async throws {
        try await besideAnother { world, other in
            _ = try await other.run(Statement("alter role current_user password null", prepares: false))
            await #expect(throws: WorldsMeet.self) {
                try await world.run(
                    "create A", "worker 1: receive A", "worker 1: upsert.sql:1", "worker 1: upsert.sql:2")
            }
        }
    }

    @Test("A deadlock through another world is no error of the script's")
    func deadlock() async throws {
        try await besideAnother { world, other in
            _ = try await other.run(
                Statement("alter role current_user set work_mem = 4096", prepares: false))
            await #expect(throws: WorldsMeet.self) {
                try await world.run(
                    "create A", "worker 1: receive A", "worker 1: upsert.sql:1", "worker 1: upsert.sql:2",
                    .meddle { _ in
                        try other.send(Statement("alter role current_user password null", prepares: false))
                        // Until it waits.
                        usleep(300_000)
                    }, "worker 1: upsert.sql:3")
            }
            _ = try? await other.end()
        }
    }

    @Test("A catalogue's row that another world has changed meanwhile is no error of the script's")
    func concurrentUpdate() async throws {
        try await besideAnother { world, other in
            _ = try await other.run(Statement("alter role current_user password null", prepares: false))
            try other.send(Statement("select pg_sleep(0.3)", prepares: false))
            async let ended: Void = {
                _ = try await other.end()
                _ = try await other.run(Statement("commit"))
            }()
            await #expect(throws: WorldsMeet.self) {
                try await world.run(
                    "create A", "worker 1: receive A", "worker 1: upsert.sql:1", "worker 1: upsert.sql:2")
            }
            try await ended
        }
    }
}
