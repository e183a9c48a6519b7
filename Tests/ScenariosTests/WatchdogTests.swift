import Postgres
import TestSupport
import Testing

@testable import Scenarios

/// Which statements the watchdog ends, and which it leaves alone.
@Suite(.ownTime) struct WatchdogTests {
    /// Runs `body` with a watchdog that looks, and with the target of a database that it watches.
    private func watching<T: Sendable>(
        limit: Duration,
        _ body: @escaping @Sendable (Watchdog, ServerAccess, ConnectionTarget, EventLoop) async throws -> T
    ) async throws -> T {
        try await TestServer.run { server in
            let access = try server.access
            return try await server.withDatabase("watched", schema: "create table held (id int)") { database in
                let watchdog = Watchdog(access, on: server.loop, limit: limit)
                try await watchdog.start()
                defer { watchdog.stop() }
                return try await body(watchdog, access, access.workerTarget(database: database), server.loop)
            }
        }
    }

    /// The error with which a statement ended; nil if it ended by itself.
    private func error(of sql: String, on target: ConnectionTarget, _ loop: EventLoop) async throws -> PostgresError? {
        let session = try await Connection.open(target, on: loop)
        defer { session.close() }
        do {
            _ = try await session.run(Statement(sql, prepares: false))
            return nil
        } catch let error as PostgresError {
            return error
        }
    }

    @Test("A statement that does not end is ended with its session, and named once")
    func endless() async throws {
        try await watching(limit: .seconds(1)) { watchdog, _, target, loop in
            let error = try await self.error(of: "select  pg_sleep(20)", on: target, loop)
            #expect(error?.sqlState == "57P01")
            #expect(error?.connectionLost == true)
            let strike = try #require(watchdog.takeStrike())
            #expect(
                strike.failure.reason
                    == "a statement did not end within 1 s, and was ended: select pg_sleep(20)")
            #expect(watchdog.takeStrike() == nil)
        }
    }

    @Test("A statement that waits for a lock may wait for as long as it likes, and its wait counts for nothing")
    func waiting() async throws {
        try await watching(limit: .milliseconds(750)) { watchdog, _, target, loop in
            let holder = try await Connection.open(target, on: loop)
            let waiter = try await Connection.open(target, on: loop)
            defer {
                holder.close()
                waiter.close()
            }
            for sql in ["begin", "lock table held"] { _ = try await holder.run(Statement(sql, prepares: false)) }
            // It runs for longer than the limit, but not at a stretch.
            try waiter.send(
                Statement(
                    "do $$ begin perform pg_sleep(0.45); lock table held; perform pg_sleep(0.45); end $$",
                    prepares: false))
            await loop.sleep(for: .milliseconds(1600))
            _ = try await holder.run(Statement("commit", prepares: false))
            _ = try await waiter.end()
            #expect(watchdog.strike == nil)
        }
    }

    @Test("While it is paused it ends nothing")
    func paused() async throws {
        try await watching(limit: .milliseconds(500)) { watchdog, _, target, loop in
            watchdog.isPaused = true
            let error = try await self.error(of: "select pg_sleep(1.2)", on: target, loop)
            #expect(error == nil)
            #expect(watchdog.strike == nil)
        }
    }

    @Test("In a hurry it lets no statement run for longer than a second, and blames none")
    func hurried() async throws {
        try await watching(limit: .seconds(60)) { watchdog, _, target, loop in
            watchdog.hurry()
            let start = ContinuousClock.now
            let error = try await self.error(of: "select pg_sleep(20)", on: target, loop)
            #expect(error?.sqlState == "57P01")
            #expect(ContinuousClock.now - start < .seconds(15))
            #expect(watchdog.strike == nil)
        }
    }

    @Test("A statement in a database of another run is left alone")
    func otherRuns() async throws {
        try await watching(limit: .milliseconds(500)) { watchdog, access, _, loop in
            let other = access.maintenanceTarget()
            let error = try await self.error(of: "select pg_sleep(1.2)", on: other, loop)
            #expect(error == nil)
            #expect(watchdog.strike == nil)
        }
    }
}
