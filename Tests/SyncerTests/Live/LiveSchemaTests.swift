import Testing

@testable import Syncer

extension LiveTests {
    @Suite struct LiveSchemaTests {
        @Test func aDumpWorksUnedited() async throws {
            let strategy = try strategy("table: app.orders", ["schema.sql": SchemaTests.dump])
            #expect(
                strategy.schema.map { $0.sql.split(separator: " ").prefix(2).joined(separator: " ") } == [
                    "SET statement_timeout", "SELECT pg_catalog.set_config('search_path',", "CREATE SCHEMA",
                    "CREATE EXTENSION", "CREATE TABLE", "COMMENT ON", "ALTER TABLE",
                ])
            try await withCluster { cluster in
                try await cluster.withDatabase("a", for: strategy) { session in
                    let path = try await session.rows("show search_path")
                    #expect(path == [["\"$user\", public"]])
                    let orders = try await session.rows("select count(*) from app.orders")
                    #expect(orders == [["0"]])
                }
            }
        }

        @Test func whatPostgresRejectsIsSaidWithItsPlace() async throws {
            let schemas = [
                ("select 1;\ncreate table t (\n a txt);", "2:3:4: Postgres says: type \"txt\" does not exist"),
                ("begin;\nselect 1;", "it leaves a transaction open: end it with commit"),
            ]
            try await withCluster { cluster in
                for (index, (text, message)) in schemas.enumerated() {
                    try await cluster.withDatabase("a\(index)") { session in
                        let strategy = try strategy("", ["schema.sql": text])
                        do {
                            try await strategy.createSchema(on: session)
                            Issue.record("nothing was wrong")
                        } catch let error as StrategyError {
                            #expect(error.description.hasSuffix(message.drop { $0 == "2" || $0 == ":" }.description))
                        }
                    }
                }
            }
        }
    }
}
