import DequeModule
import TestSupport
import Testing

@testable import Postgres

extension OnAServer {
    @Suite struct PipelineTests {
        @Test func isOneTransactionWithOneSync() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                try await connection.run("create temporary table t (id int primary key)")
                let insert = Statement("insert into t values ($1)", parameters: ["1"])
                let outcomes = try await connection.runPipeline([
                    insert, Statement("select count(*) from t"), insert, Statement("select 1"),
                ])
                #expect(try outcomes[0].get().tag == "INSERT 0 1")
                #expect(try outcomes[1].get().rows == [["1"]])
                #expect(outcomes[2].failure?.sqlState == .uniqueViolation)
                #expect(outcomes[3].failure?.sqlState == .inFailedTransaction)
                #expect(outcomes[3].failure?.message.hasPrefix("not run") == true)
                #expect(try await connection.run("select count(*) from t").rows == [["0"]])
            }
        }

        @Test func isManyTransactionsWithASyncAfterEach() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                try await connection.run("create temporary table t (id int primary key)")
                let insert = Statement("insert into t values ($1)", parameters: ["1"])
                for _ in 0..<2 {
                    try await connection.run("delete from t")
                    let outcomes = try await connection.runPipeline(
                        [insert, insert, Statement("select count(*) from t")], sync: .afterEach)
                    #expect(try outcomes[0].get().tag == "INSERT 0 1")
                    #expect(outcomes[1].failure?.sqlState == .uniqueViolation)
                    #expect(try outcomes[2].get().rows == [["1"]])
                }
                // Prepared by the first pipeline, used by the second.
                #expect(try await connection.run("select count(*) from pg_prepared_statements").rows == [["2"]])
            }
        }

        @Test func reportsWhatCannotBePrepared() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                let bad = Statement("select nothing_like_it")
                let outcomes = try await connection.runPipeline([bad, bad, Statement("select 1")], sync: .afterEach)
                #expect(outcomes[0].failure?.sqlState == "42703")
                #expect(outcomes[1].failure?.sqlState == "42703")
                #expect(try outcomes[2].get().rows == [["1"]])
                let single = await error { _ = try await connection.run(bad) }
                #expect(single?.sqlState == "42703")
            }
        }

        @Test func usesWhatWasPreparedBefore() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                let statement = Statement("select $1::int", parameters: ["7"])
                _ = try await connection.prepare(statement)
                let outcomes = try await connection.runPipeline([statement, statement])
                #expect(try outcomes.map { try $0.get().rows } == [[["7"]], [["7"]]])
                #expect(try await connection.run("select count(*) from pg_prepared_statements").rows == [["1"]])
            }
        }

        @Test func letsEarlierResultsThroughWhileTheLastIsBlocked() async throws {
            try await onServer { _, connect in
                let (holder, waiter) = (try await connect(), try await connect())
                try await holder.run("select pg_advisory_lock(1001)")
                try await waiter.run("set client_min_messages = log")
                try waiter.sendPipeline(
                    [Statement("select 1"), Statement("begin"), Statement("select pg_advisory_lock(1001)")],
                    sync: .after([0]))
                guard case .finished(.success(let first)) = await waiter.nextEvent() else {
                    Issue.record("the first result did not come")
                    return
                }
                #expect(first.rows == [["1"]])
                guard case .notice(let notice) = await waiter.nextEvent() else {
                    Issue.record("the notice did not come")
                    return
                }
                #expect(notice.message.contains("still waiting"))
                try await holder.run("select pg_advisory_unlock(1001)")
                var finished = 0
                while waiter.isRunning {
                    if case .finished(let outcome) = await waiter.nextEvent() {
                        finished += 1
                        _ = try outcome.get()
                    }
                }
                while let event = waiter.queue.events.popFirst() { if case .finished = event { finished += 1 } }
                #expect(finished == 2)
                #expect(waiter.transactionStatus == .inTransaction)
            }
        }

        @Test func refusesCopyAndGivesTheConnectionUp() async throws {
            try await onServer { _, connect in
                for sql in ["copy pg_class to stdout", "copy t from stdin"] {
                    let connection = try await connect()
                    try await connection.run("create temporary table t (id int)")
                    let outcomes = try await connection.runPipeline(
                        [Statement("select 1"), Statement(sql), Statement("select 2")], sync: .afterEach)
                    #expect(try outcomes[0].get().rows == [["1"]])
                    #expect(outcomes[1].failure?.sqlState == .featureNotSupported)
                    #expect(outcomes[2].failure?.connectionLost == true)
                    #expect(connection.transactionStatus == .lost)
                }
            }
        }

        @Test func failsAsAWholeWhenTheConnectionIsLost() async throws {
            try await onServer { _, connect in
                let (killer, victim) = (try await connect(), try await connect())
                try victim.sendPipeline(
                    [Statement("select 1"), Statement("select pg_sleep(60)"), Statement("select 2")],
                    sync: .afterEach)
                guard case .finished(.success) = await victim.nextEvent() else {
                    Issue.record("the first result did not come")
                    return
                }
                try await killer.run("select pg_terminate_backend(\(victim.backendPID))")
                for _ in 0..<2 {
                    guard case .finished(.failure(let error)) = await victim.nextEvent() else {
                        Issue.record("no failure")
                        return
                    }
                    #expect(error.sqlState == "57P01")
                    #expect(error.connectionLost)
                }
            }
        }
    }
}

extension Result {
    /// The error, if it is one.
    var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}
