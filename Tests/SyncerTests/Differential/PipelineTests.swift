import Foundation
import Postgres
import Testing

@testable import Syncer

extension LiveTests {
    /// What is sent at once does what it does statement by statement.
    @Suite struct PipelineTests {
        @Test("random scripts do the same, statement by statement and in pipelines")
        func sameAsOneByOne() async throws {
            let numbers = 0..<400
            try await withCluster(settings: ServerLog.settings) { cluster in
                var traces: [[Int: Trace]] = []
                for sendsTogether in [false, true] {
                    let name = sendsTogether ? "together" : "apart"
                    try await cluster.withDatabase(name, schema: ScriptGenerator.schema) { session in
                        let interpreted = Interpreted(session, sendsTogether: sendsTogether)
                        var found: [Int: Trace] = [:]
                        for number in numbers {
                            let generated = ScriptGenerator.script(seed: 7, number: number)
                            guard let script = try? Script.parse(text: generated.text, file: "a.sql") else { continue }
                            found[number] = try await interpreted.trace(script, generated.variables, mark: number)
                        }
                        traces.append(found)
                    }
                }
                let log = [UInt8](
                    try Data(contentsOf: URL(fileURLWithPath: "\(cluster.cluster.directory)/log")))
                let apart = ServerLog.sections(of: log, database: "apart")
                let together = ServerLog.sections(of: log, database: "together")
                for (number, trace) in traces[0].sorted(by: { $0.key < $1.key }) {
                    let other = traces[1][number]
                    #expect(other?.failure == trace.failure, "script \(number)")
                    #expect(other?.tables == trace.tables, "script \(number)")
                    // A variable that is missing is told before the statements that go with it are sent.
                    if case .script = trace.failure { continue }
                    #expect(together[number] == apart[number], "script \(number)")
                }
                #expect(traces[0].count > numbers.count / 2)
            }
        }

        @Test("an error ends what is sent with it, and is the one that is told")
        func error() async throws {
            try await withCluster { cluster in
                try await cluster.withDatabase("a", schema: "create table t (id text primary key)") { session in
                    let script = try Script.parse(
                        text: "begin; insert into t values ('a'); select 1/0; insert into t values ('b'); commit;",
                        file: "upsert.sql")
                    let error = await #expect(throws: PostgresError.self) {
                        try await script.run(variables: Variables([:]), on: session)
                    }
                    #expect(error?.sqlState == "22012")
                    #expect(session.transactionStatus == .failed)
                    _ = try await session.run(Statement("rollback"))
                    #expect(try await session.rows("select * from t").isEmpty)
                }
            }
        }

        @Test("a cancellation takes what runs and what is behind it")
        func cancellation() async throws {
            try await withCluster { cluster in
                try await cluster.withDatabase("a", schema: "create table t (id text primary key)") { session in
                    let script = try Script.parse(
                        text: "begin; select pg_sleep(600); insert into t values ('b'); commit;", file: "upsert.sql")
                    async let error = #expect(throws: PostgresError.self) {
                        try await script.run(variables: Variables([:]), on: session)
                    }
                    while !session.connection.isRunning { await cluster.loop.sleep(for: .milliseconds(1)) }
                    await session.cancel()
                    #expect(await error?.sqlState == "57014")
                    #expect(session.transactionStatus == .failed)
                }
            }
        }
    }
}
