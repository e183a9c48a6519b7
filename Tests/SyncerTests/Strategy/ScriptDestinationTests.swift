import Postgres
import Sequin
import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime) struct ScriptDestinationTests {
    private func delivery(_ record: Record) -> Delivery {
        Delivery(ackID: AckID("a"), record: record, deliverCount: 1)
    }

    @Test func runsTheScriptForTheRecord() async throws {
        let strategy = try strategy(
            "", ["upsert.sql": "upsert :'id'", "delete.sql": "delete :'id'", "session.sql": "set x"])
        let destination = try ScriptDestination(strategy)
        let session = RecordingSession()
        try await destination.open(session)
        try await destination.apply(delivery(.subscription()), on: session)
        try await destination.apply(delivery(.subscription(deleted: true)), on: session)
        #expect(session.sql == ["set x", "upsert 'r1'", "delete 'r1'"])
        #expect(!destination.appliesBatches)
    }

    @Test func withoutDeleteSqlDeletionsAreUpserts() async throws {
        let session = RecordingSession()
        try await ScriptDestination(try strategy("", ["upsert.sql": "upsert :'deleted'"]))
            .apply(delivery(.subscription(deleted: true)), on: session)
        #expect(session.sql == ["upsert 'true'"])
    }

    @Test func stopsAtTheFirstErrorAndPassesItOn() async throws {
        let session = RecordingSession()
        let failure = PostgresError(sqlState: "40001", message: "could not serialize")
        session.fail(call: 2, with: failure)
        let destination = try ScriptDestination(try strategy("", ["upsert.sql": "begin; write; commit"]))
        let error = await #expect(throws: PostgresError.self) {
            try await destination.apply(delivery(.subscription()), on: session)
        }
        #expect(error == failure)
        #expect(session.sql == ["begin", "write"])
    }

    @Test func anErrorIsExplainedByTheScriptThatSentTheStatement() async throws {
        let text = "select 'x' as a \\gset\nselect\n :'id', :'a'"
        let destination = try ScriptDestination(try strategy("", ["upsert.sql": "select 1", "delete.sql": text]))
        let session = RecordingSession([row(["a": "x"])])
        let deletion = delivery(.subscription(deleted: true))
        try await destination.apply(deletion, on: session)
        func explain(_ statement: Statement, at position: Int) -> String? {
            destination.explain(
                PostgresError(sqlState: "42601", message: "no", hint: "do", position: position), of: statement,
                for: deletion)?.description
        }
        #expect(explain(session.statements[0], at: 8) == "delete.sql:1:8: Postgres says: no: do")
        // What \\gset has set is not known any more, so the statement's start has to do.
        #expect(explain(session.statements[1], at: 9) == "delete.sql:2:1: Postgres says: no: do")
        #expect(explain(Statement("select 2", origin: "other.sql:1"), at: 1) == nil)
    }

    @Test func aBatchIsOneArrayOfFlatObjects() async throws {
        let destination = try ScriptDestination(try strategy("", ["batch.sql": "write :'records'"]))
        #expect(destination.appliesBatches)
        let session = RecordingSession()
        let record = Record.subscription(
            version: 9_007_199_254_740_993, deleted: true, data: json(#"{"id": "x", "quantity": 3, "more": [1.50]}"#))
        try await destination.applyBatch([delivery(record), delivery(.subscription(data: json("{}")))], on: session)
        #expect(session.statements.count == 1)
        let sql = try #require(session.sql.first)
        #expect(
            sql.hasPrefix(
                #"""
                write  E'[{"id":"r1","collection_slug":"stripe:subscription","provider":"stripe","upstream_id":"sub_1",\#
                "deleted":true,"updated_idx":9007199254740993,"sync_id":"s1","sync_external_id":"x","sync_metadata":\#
                {"team":"it''s \\\\ \\"ok\\" ü"},"upstream_created_at":"2024-01-02T03:04:05Z","upstream_updated_at":\#
                "2024-02-03T04:05:06.789Z","data":{"id":"x","more":[1.5],"quantity":3},"more":[1.5],"quantity":3,\#
                "stripe_customer_id":null,"plan_id":null},{"id":"r1",
                """#))
        #expect(sql.hasSuffix(#""data":{},"stripe_customer_id":null,"plan_id":null,"quantity":null}]'"#))
    }

    @Test func aBatchHasAnArrayForEachName() async throws {
        let destination = try ScriptDestination(
            try strategy("", ["batch.sql": "write :'id_array', :'deleted_array', :'plan_id_array'::text[]"]))
        let session = RecordingSession()
        let deletion = Record.subscription(deleted: true, data: json("{}"))
        try await destination.applyBatch(
            [.subscription(id: "it's", data: json("{}")), deletion].map(delivery), on: session)
        #expect(session.sql == [#"write '{"it''s","r1"}', '{false,true}', '{NULL,NULL}'::text[]"#])
    }

    @Test func aBatchOfSeveralCollectionsIsOneRunForEach() async throws {
        let destination = try ScriptDestination(
            try strategy(
                "collections: {'stripe:subscription': a.b, 'github:issue': c.d}",
                ["batch.sql": "write :table_schema, :\"table_name\", :'records'::jsonb"]))
        let session = RecordingSession()
        var issue = Record.subscription(id: "i", data: json("{}"))
        issue.collectionSlug = "github:issue"
        let subscription = Record.subscription(data: json("{}"))
        try await destination.applyBatch([subscription, issue, subscription].map(delivery), on: session)
        #expect(session.sql.map { $0.prefix(13) } == ["write a, \"b\",", "write c, \"d\","])
        #expect(session.sql.map { $0.count(where: { $0 == "{" }) } == [6, 3])
    }

    @Test func anUnknownCollectionIsAnError() async throws {
        var record = Record.subscription()
        record.collectionSlug = "a:b"
        let destination = try ScriptDestination(try strategy(""))
        let error = await #expect(throws: ScriptDestination.UnknownCollection.self) {
            try await destination.apply(delivery(record), on: RecordingSession())
        }
        #expect(error?.description == "the strategy takes no records of 'a:b'")
    }
}
