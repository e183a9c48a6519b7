import Postgres
import TestSupport
import Testing

extension OnAServer {
    @Suite struct ConnectionTests {
        @Test func takesParametersAsText() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                let result = try await connection.run(
                    Statement(
                        "select $1::text as a, $2::int + 1, $3::text, $4::text",
                        parameters: ["ä\u{1F600}\\'\"", "41", nil, ""]))
                #expect(result.rows == [["ä\u{1F600}\\'\"", "42", nil, ""]])
                #expect(result.columns == ["a", "?column?", "text", "text"])
                #expect(result.tag == "SELECT 1")
                #expect(connection.isSuperuser)
                #expect(connection.serverVersion >= 150000)
                #expect(try await connection.run("select pg_backend_pid()").rows == [["\(connection.backendPID)"]])
            }
        }

        @Test func preparesAStatementOnce() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                let statement = Statement("select $1::int", parameters: ["1"])
                for _ in 0..<3 { #expect(try await connection.run(statement).rows == [["1"]]) }
                #expect(try await connection.run("select count(*) from pg_prepared_statements").rows == [["1"]])
                try await connection.run("deallocate all")
                #expect(try await connection.run(statement).rows == [["1"]])
            }
        }

        /// For Swift the two texts are equal.
        @Test func preparedStatementsAreToldApartByteForByte() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                for text in ["\u{E9}", "e\u{301}"] {
                    let bytes = try await connection.run(Statement("select octet_length('\(text)')")).rows
                    #expect(bytes == [["\(text.utf8.count)"]])
                }
            }
        }

        @Test func aScriptMayCallItsOwnPreparedStatementsAsItLikes() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                for name in ["s1", "s2"] {
                    try await connection.run("prepare \(name) as select 1")
                    #expect(try await connection.run(Statement("execute \(name)")).rows == [["1"]])
                }
            }
        }

        @Test func tellsTheTypesOfParameters() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                let statement = Statement("select $1::int, $2::text, $3::timestamptz")
                #expect(try await connection.prepare(statement) == [23, 25, 1184])
                #expect(try await connection.prepare(statement) == [23, 25, 1184])
                let error = await error { _ = try await connection.prepare(Statement("select 1 frm x")) }
                #expect(error?.sqlState == "42601")
                #expect(try await connection.run("select 1").rows == [["1"]])
            }
        }

        @Test func reportsErrorsWithStateAndPosition() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                for prepares in [true, false] {
                    let error = await error {
                        _ = try await connection.run(Statement("select nothing_like_it", prepares: prepares))
                    }
                    #expect(error?.sqlState == "42703")
                    #expect(error?.position == 8)
                    #expect(error?.message == "column \"nothing_like_it\" does not exist")
                    #expect(error?.connectionLost == false)
                }
                let several = await error { try await connection.run("select 1; select 2") }
                #expect(several?.sqlState == "42601")
                #expect(try await connection.run("").tag == "")
            }
        }

        @Test(arguments: ["commit", "END", "-- why\n /* a /* nested */ comment */ Commit", "commit and chain"])
        func takesARolledBackCommitForAnError(_ commit: String) async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                try await connection.run("begin")
                #expect(connection.transactionStatus == .inTransaction)
                _ = await error { try await connection.run("select 1/0") }
                #expect(connection.transactionStatus == .failed)
                let error = await error { try await connection.run(commit) }
                #expect(error?.sqlState == .inFailedTransaction)
                try await connection.run("rollback")
                #expect(connection.transactionStatus == .idle)
            }
        }

        @Test func takesARollbackForWhatItIs() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                try await connection.run("begin")
                #expect(try await connection.run("rollback").tag == "ROLLBACK")
            }
        }

        @Test func refusesNULCharacters() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                for statement in [
                    Statement("select 1\0"), Statement("select 1\0", prepares: false),
                    Statement("select $1::text", parameters: ["a\0b"]),
                    Statement("select $1::text", parameters: ["a\0b"], prepares: false),
                ] {
                    let single = await error { _ = try await connection.run(statement) }
                    #expect(single?.sqlState == "22021")
                    let piped = await error { _ = try await connection.runPipeline([statement]) }
                    #expect(piped?.sqlState == "22021")
                }
                #expect(try await connection.run("select 1").rows == [["1"]])
            }
        }

        @Test func refusesTooManyParameters() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                let error = await error {
                    _ = try await connection.run(
                        Statement("select 1", parameters: Array(repeating: "1", count: 65536)))
                }
                #expect(error?.sqlState == "54023")
                #expect(try await connection.run("select 1").rows == [["1"]])
            }
        }

        @Test(arguments: [true, false])
        func endsCopyWithAnError(_ prepares: Bool) async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                try await connection.run("create temporary table t as select generate_series(1, 100000)")
                for sql in ["copy t from stdin", "copy t to stdout"] {
                    let error = await error { _ = try await connection.run(Statement(sql, prepares: prepares)) }
                    #expect(error?.sqlState == .featureNotSupported)
                    #expect(connection.transactionStatus == .idle)
                    #expect(try await connection.run("select count(*) from t").rows == [["100000"]])
                }
            }
        }

        @Test func sendsAndTakesMuch() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                let text = String(repeating: "0123456789", count: 1_000_000)
                let result = try await connection.run(Statement("select $1::text", parameters: [text]))
                #expect(result.rows == [[text]])
                let rows = try await connection.run("select n, repeat('x', 100) from generate_series(1, 50000) n").rows
                #expect(rows.count == 50000)
                #expect(rows.last == ["50000", String(repeating: "x", count: 100)])
            }
        }

        @Test func refusesASecondStatementMeanwhile() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                try connection.send(Statement("select pg_sleep(0.05)"))
                #expect(connection.isRunning)
                if let event = await connection.nextEvent(within: .zero) { Issue.record("\(event) came too early") }
                #expect(throws: PostgresError.self) { try connection.send(Statement("select 1")) }
                guard case .finished(.success) = await connection.nextEvent() else {
                    Issue.record("not finished")
                    return
                }
                #expect(!connection.isRunning)
                guard case .finished(.failure(let error)) = await connection.nextEvent() else {
                    Issue.record("something is running")
                    return
                }
                #expect(error.sqlState == "55000")
            }
        }

        @Test func quotesAsTheServerReads() async throws {
            try await onServer { _, connect in
                let connection = try await connect()
                for text in ["", "a", "it's", "back\\slash", "both\\'", "ä\u{1F600}", "e\u{301}'", "\"", "\n"] {
                    #expect(try await connection.run("select \(Connection.quoteLiteral(text))").rows == [[text]])
                }
                for name in ["a", "A b", "wei\"rd", "ä"] {
                    let result = try await connection.run("select 1 as \(Connection.quoteIdentifier(name))")
                    #expect(result.columns == [name])
                }
            }
        }

        @Test func saysWhyItCannotConnect() async throws {
            let target = SharedCluster.target
            try await onLoop { loop in
                let missing = await error { _ = try await Connection.open(target.database("nowhere"), on: loop) }
                #expect(missing?.sqlState == "3D000")
                #expect(missing?.message.contains("database \"nowhere\" does not exist") == true)
                #expect(missing?.message.contains("3D000") == false)
                var elsewhere = target
                elsewhere.parameters["host"] = "/nowhere"
                let unreachable = await error { _ = try await Connection.open(elsewhere, on: loop) }
                #expect(unreachable?.sqlState == .unableToConnect)
                #expect(unreachable?.connectionLost == true)
            }
        }
    }
}
