import Postgres
import TestSupport
import Testing

@testable import Processes

/// A Postgres server whose time moves only when it is told to.
@Suite(.ownTime, .traced) struct ServerClockTests {
    /// A server, its clock, and sessions on it.
    private struct Server {
        let clock: ServerClock
        let cluster: ThrowawayCluster
        let loop: EventLoop

        /// A session whose timers fire when they are told to.
        func led() async throws -> Connection {
            let session = try await open()
            clock.lead(session.backendPID)
            return session
        }

        func open() async throws -> Connection {
            var target = cluster.target()
            target.parameters["options"] = "-c client_min_messages=log"
            return try await Connection.open(target, on: loop)
        }

        /// Waits until a session sleeps, and says for how long by its clock.
        func asleep(_ session: Connection, until isMeant: (ServerClock.Look) -> Bool) async throws -> ServerClock.Look {
            for _ in 0..<20_000 {
                let look = try clock.look(at: session.backendPID)
                if look.isAsleep, isMeant(look) { return look }
                await loop.sleep(for: .milliseconds(1))
            }
            throw Restless()
        }

        struct Restless: Error {}
    }

    private func onServer(_ body: @escaping @Sendable (Server) async throws -> Void) async throws {
        try await onLoop { loop in
            let clock = try ServerClock()
            try await ThrowawayCluster.with(starter: clock, on: loop) { cluster in
                clock.show(date: 1_000_000_000_000_000_000)
                try await body(Server(clock: clock, cluster: cluster, loop: loop))
            }
        }
    }

    private func one(_ sql: String, _ session: Connection) async throws -> String? {
        try await session.run(Statement(sql, prepares: false)).rows.first?[0]
    }

    @Test("Its date is what it is told, stands still, and may go back")
    func date() async throws {
        try await onServer { server in
            let session = try await server.led()
            let start = try await one("select extract(epoch from now())", session)
            await server.loop.sleep(for: .milliseconds(20))
            #expect(try await one("select extract(epoch from clock_timestamp())", session) == start)
            #expect(start == "1000000000.000000")
            for second in 1...200 {
                server.clock.move(to: server.clock.now + .seconds(1))
                #expect(
                    try await one("select extract(epoch from now())", session) == "\(1_000_000_000 + second).000000")
            }
            server.clock.show(date: 5_000_000_000)
            #expect(try await one("select extract(epoch from now())", session) == "5.000000")
        }
    }

    @Test("A led session sleeps until it is told that its time has come, and no time passes for it otherwise")
    func sleep() async throws {
        try await onServer { server in
            let session = try await server.led()
            #expect(try await server.asleep(session) { _ in true }.alarm == nil)
            try session.send(Statement("select pg_sleep(0.05)", prepares: false))
            let look = try await server.asleep(session) { $0.wait != nil }
            #expect(look.alarm == nil)
            #expect(await session.nextEvent(within: .milliseconds(200)) == nil)
            // Time alone ends nothing.
            server.clock.move(to: try #require(look.wait))
            #expect(await session.nextEvent(within: .milliseconds(50)) == nil)
            server.clock.fire(session.backendPID)
            guard case .finished(.success) = await session.nextEvent(within: .seconds(20)) else {
                Issue.record("it sleeps on")
                return
            }
        }
    }

    @Test("A statement's limit strikes when it is told to, and what comes behind it is not struck")
    func limit() async throws {
        try await onServer { server in
            let session = try await server.led()
            _ = try await one("set statement_timeout = '5s'", session)
            try session.send(Statement("select pg_sleep(60)", prepares: false))
            let look = try await server.asleep(session) { $0.wait != nil && $0.alarm != nil }
            let alarm = try #require(look.alarm)
            #expect(alarm > server.clock.now + .seconds(5) && alarm < server.clock.now + .milliseconds(5001))
            server.clock.move(to: alarm)
            server.clock.fire(session.backendPID)
            guard case .finished(.failure(let error)) = await session.nextEvent(within: .seconds(20)) else {
                Issue.record("the limit does not strike")
                return
            }
            #expect(error.sqlState == "57014")
            #expect(try await one("select 1", session) == "1")
        }
    }

    @Test("A session that waits for a lock looks for deadlocks by itself, and its limit strikes when it is told to")
    func lock() async throws {
        try await onServer { server in
            let (holder, waiter) = (try await server.led(), try await server.led())
            _ = try await one("create table t as select 1", holder)
            _ = try await one("begin", holder)
            _ = try await one("lock table t", holder)
            _ = try await one("set lock_timeout = '10s'", waiter)
            try waiter.send(Statement("select * from t", prepares: false))
            guard case .notice(let notice) = await waiter.nextEvent(within: .seconds(20)) else {
                Issue.record("it does not say that it waits")
                return
            }
            #expect(notice.message.contains("still waiting for"))
            let alarm = try #require(try await server.asleep(waiter) { $0.alarm != nil }.alarm)
            #expect(alarm > server.clock.now + .seconds(9))
            server.clock.move(to: alarm)
            server.clock.fire(waiter.backendPID)
            guard case .finished(.failure(let error)) = await waiter.nextEvent(within: .seconds(20)) else {
                Issue.record("the limit does not strike")
                return
            }
            #expect(error.sqlState == "55P03")
        }
    }

    @Test("No alarm for statistics is left when a transaction has ended, so that the next alarm is a limit's")
    func statistics() async throws {
        try await onServer { server in
            let session = try await server.led()
            _ = try await one("create table t (id integer)", session)
            for _ in 0..<20 {
                server.clock.move(to: server.clock.now + .milliseconds(2))
                _ = try await one("insert into t values (1)", session)
                #expect(try await server.asleep(session) { _ in true }.alarm == nil)
            }
            _ = try await one("set statement_timeout = '10s'", session)
            _ = try await one("begin", session)
            _ = try await one("insert into t values (1)", session)
            try session.send(Statement("select pg_sleep(60)", prepares: false))
            let look = try await server.asleep(session) { $0.wait != nil }
            #expect(try #require(look.alarm) > server.clock.now + .seconds(9))
        }
    }

    @Test("Sessions that are not led wait in real time, and see it pass; one in a hurry does not wait at all")
    func others() async throws {
        try await onServer { server in
            let session = try await server.open()
            #expect(try await one("select pg_sleep(0.02)", session) == "")
            #expect(server.clock.now == .zero)
            server.clock.hurry(session.backendPID)
            #expect(try await one("select pg_sleep(3600)", session) == "")
        }
    }

    @Test("It starts again where it was, after its server was killed")
    func again() async throws {
        try await onServer { server in
            server.clock.move(to: .seconds(7))
            try await server.cluster.restart()
            let session = try await server.led()
            #expect(try await one("select extract(epoch from now())", session) == "1000000007.000000")
        }
    }
}
