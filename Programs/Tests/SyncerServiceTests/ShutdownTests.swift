import FakeSequin
import Postgres
import Sequin
import SyncerService
import TestSupport
import Testing

@Suite struct ShutdownTests {
    /// A worker that waits for a row's lock, and a session that holds it.
    private func withStuckWorker(
        grace: Duration, _ body: @escaping @Sendable (TestCluster, FakeSequin, LiveSession) async throws -> Void
    ) async throws {
        try await withCluster { cluster async throws in
            try await cluster.makeDatabase("d", for: strategyFolder("guarded-null-safe"))
            let (versions, _) = try versions(of: [.create(0), .update(0)])
            let fake = FakeSequin(.init(kind: .sequinSinks, ackWait: .seconds(60)), waitFor: .milliseconds(20))
            let settings = SyncerSettings(
                strategy: try strategyFolder("guarded-null-safe"), databaseURL: cluster.url("d"),
                workers: 1, grace: grace)
            let blocker = try await LiveSession(cluster.cluster.target(database: "d"), on: cluster.loop)
            defer { blocker.close() }
            try await withSyncer(settings, fake) {
                await fake.publish(versions[0])
                try await drain(fake)
                _ = try await blocker.run(Statement("begin"))
                _ = try await blocker.run(Statement("update stripe.subscriptions set quantity = 0"))
                await fake.publish(versions[1])
                while try await cluster.rows(
                    "select 1 from pg_stat_activity where application_name = 'syncer' and wait_event_type = 'Lock'",
                    in: "d"
                ).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
                if grace > .seconds(1) {
                    // It has time to finish: let go only once the shutdown is under way.
                    Task(executorPreference: cluster.loop) {
                        try await Task.sleep(for: .milliseconds(100))
                        _ = try await blocker.run(Statement("rollback"))
                    }
                }
            }
            try await body(cluster, fake, blocker)
        }
    }

    @Test func `what is held is finished within the grace period`() async throws {
        try await withStuckWorker(grace: .seconds(30)) { cluster, fake, _ async throws in
            #expect(await fake.isDrained)
            #expect(try await cluster.table("d").map { $0.hasPrefix("A 1 ") } == [false])
        }
    }

    @Test func `what is not finished then is cancelled, rolled back and given back`() async throws {
        try await withStuckWorker(grace: .milliseconds(100)) { cluster, fake, blocker async throws in
            #expect(await fake.state.slots.map(\.state) == [.available], "nobody has to wait for its expiry")
            _ = try await blocker.run(Statement("rollback"))
            #expect(try await cluster.table("d") == ["A 1 false"])
        }
    }
}
