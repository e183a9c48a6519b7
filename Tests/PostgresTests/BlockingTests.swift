import TestSupport
import Testing

@testable import Postgres

extension OnAServer {
    /// What a session sees that waits for another, or whose server goes away.
    @Suite struct BlockingTests {
        @Test func tellsThatItWaitsWhileItWaits() async throws {
            try await onServer { _, connect in
                let (holder, waiter) = (try await connect(), try await connect())
                try await holder.run("select pg_advisory_lock(2001)")
                try await waiter.run("set client_min_messages = log")
                try waiter.send(Statement("select pg_advisory_lock(2001)"))
                var notices: [Notice] = []
                if case .notice(let notice) = await waiter.nextEvent() { notices.append(notice) }
                #expect(waiter.isRunning)
                try await holder.run("select pg_advisory_unlock(2001)")
                if case .notice(let notice) = await waiter.nextEvent() { notices.append(notice) }
                guard case .finished(.success) = await waiter.nextEvent() else {
                    Issue.record("not finished")
                    return
                }
                let pid = waiter.backendPID
                #expect(notices.map(\.severity) == ["LOG", "LOG"])
                #expect(notices.map(\.sourceFunction) == ["ProcSleep", "ProcSleep"])
                #expect(notices.first?.message.hasPrefix("process \(pid) still waiting for ") == true)
                #expect(notices.last?.message.hasPrefix("process \(pid) acquired ") == true)
            }
        }

        @Test func keepsNoticesInOrderWithTheEnd() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                try connection.send(
                    Statement("do $$ begin raise notice 'one'; raise warning 'two' using detail = 'd'; end $$"))
                guard case .notice(let one) = await connection.nextEvent(),
                    case .notice(let two) = await connection.nextEvent(),
                    case .finished(.success(let result)) = await connection.nextEvent()
                else {
                    Issue.record("events are missing")
                    return
                }
                #expect([one.message, two.message] == ["one", "two"])
                #expect([one.severity, two.severity] == ["NOTICE", "WARNING"])
                #expect(two.detail == "d")
                #expect(result.tag == "DO")
            }
        }

        @Test func cancelsWhatRuns() async throws {
            let target = SharedCluster.target
            try await onLoop { loop in
                let session = try await LiveSession(target, on: loop)
                defer { session.close() }
                for _ in 0..<50 {
                    async let outcome = error { _ = try await session.run(Statement("select pg_sleep(60)")) }
                    while !session.connection.isRunning { await Task.yield() }
                    await session.cancel()
                    #expect(await outcome?.sqlState == "57014")
                }
                await session.cancel()
                #expect(try await session.run(Statement("select 1")).rows == [["1"]])
            }
        }

        @Test func reconnectsAfterALoss() async throws {
            let target = SharedCluster.target
            try await onLoop { loop in
                let session = try await LiveSession(target, on: loop)
                defer { session.close() }
                let lost = await error {
                    _ = try await session.run(Statement("select pg_terminate_backend(pg_backend_pid())"))
                }
                #expect(lost?.sqlState == "57P01")
                #expect(lost?.connectionLost == true)
                #expect(session.transactionStatus == .lost)
                let again = await error { _ = try await session.run(Statement("select 1")) }
                #expect(again?.connectionLost == true)
                try await session.reconnect()
                #expect(try await session.run(Statement("select 1")).rows == [["1"]])
            }
        }

        @Test func findsOutThatAnIdleConnectionWasEnded() async throws {
            try await onServer { loop, connect in
                let (killer, victim) = (try await connect(), try await connect())
                try await killer.run("select pg_terminate_backend(\(victim.backendPID))")
                while try await killer.run("select from pg_stat_activity where pid = \(victim.backendPID)").rows != [] {
                    await loop.sleep(for: .milliseconds(1))
                }
                let error = await error { try await victim.run("select 1") }
                #expect(error?.sqlState == "57P01")
                #expect(error?.connectionLost == true)
                #expect(victim.transactionStatus == .lost)
            }
        }

        @Test func looksLikeACrashedClientWhenItStopsWriting() async throws {
            try await onServer { loop, connect in
                let (observer, victim) = (try await connect(), try await connect())
                try await victim.run("begin")
                victim.finishWriting()
                while try await observer.run("select from pg_stat_activity where pid = \(victim.backendPID)").rows != []
                {
                    await loop.sleep(for: .milliseconds(1))
                }
                let error = await error { try await victim.run("commit") }
                #expect(error?.connectionLost == true)
                #expect(error?.sqlState == .connectionFailure)
            }
        }

        @Test func endsAWaitWhenItIsClosed() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                async let outcome = error { try await connection.run("select pg_sleep(60)") }
                while !connection.isRunning { await Task.yield() }
                connection.close()
                #expect(await outcome?.connectionLost == true)
                #expect(connection.transactionStatus == .lost)
                let later = await error { try await connection.run("select 1") }
                #expect(later?.message == "the connection is closed")
            }
        }
    }
}
