import Postgres
import Testing

@testable import Syncer

extension LiveTests {
    /// What is too large is an error that says so; what is merely large works.
    @Suite struct LargeValueTests {
        private static func run(
            _ text: String, _ variables: [String: String?] = [:], asParameters: Bool = false, on session: LiveSession
        ) async throws {
            var script = try Script.parse(text: text, file: "upsert.sql")
            if asParameters {
                let sql = Rendering(parametersOf: script.statements[0].template).sql
                script.statements[0].sending = .parameters(sql: sql)
            }
            try await script.run(variables: Variables(variables), on: session)
        }

        @Test func aParameterOfAHundredMegabytes() async throws {
            try await withCluster { cluster in
                try await cluster.withDatabase("a") { session in
                    let value = String(repeating: "it's \\ ü.", count: 10_000_000)
                    for asParameters in [false, true] {
                        try await Self.run(
                            "select 1 / (octet_length(:'a') = \(value.utf8.count))::int", ["a": value],
                            asParameters: asParameters, on: session)
                    }
                }
            }
        }

        @Test func aResultOfAMillionRows() async throws {
            try await withCluster { cluster in
                try await cluster.withDatabase("a") { session in
                    let text = "select n from generate_series(1, 1000000) as n"
                    try await Self.run(text, on: session)
                    await #expect {
                        try await Self.run(text + " \\gset", on: session)
                    } throws: {
                        "\($0)".hasSuffix("\\gset got 1000000 rows: its statement must return at most one")
                    }
                }
            }
        }

        @Test func anEndlessResult() async throws {
            try await withCluster { cluster in
                try await cluster.withDatabase("a") { session in
                    let error = await #expect(throws: PostgresError.self) {
                        try await Self.run(
                            "select repeat('x', 1000) from generate_series(1, 1000) a, generate_series(1, 1000) b, generate_series(1, 1000) c",
                            on: session)
                    }
                    #expect(error?.sqlState == "54000")
                    #expect(
                        error?.message
                            == "the statement's result is larger than 64 MiB, so the connection was closed")
                    #expect(session.transactionStatus == .lost)
                    try await session.reconnect()
                    try await Self.run("select 1", on: session)
                }
            }
        }

        @Test func aNULInAValue() async throws {
            try await withCluster { cluster in
                try await cluster.withDatabase("a") { session in
                    for asParameters in [false, true] {
                        let error = await #expect(throws: PostgresError.self) {
                            try await Self.run(
                                "select :'a'::text", ["a": "x\u{0}y"], asParameters: asParameters, on: session)
                        }
                        #expect(error?.sqlState == "22021")
                    }
                    try await Self.run("select 1", on: session)
                }
            }
        }
    }
}
