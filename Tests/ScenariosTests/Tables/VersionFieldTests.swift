import TestSupport
import Testing

@testable import Scenarios

/// Which field orders a record's versions.
@Suite(.ownTime) struct VersionFieldTests {
    private static func table(_ type: String, field: String, operation: String = "<=") -> OwnTable {
        OwnTable(
            "create table t (id text primary key, note text, revision \(type), deleted boolean);",
            upsert: """
                insert into t as stored (id, note, revision, deleted)
                values (:'id', :'note', :'revision', :'deleted')
                on conflict (id) do update set
                    note = excluded.note, revision = excluded.revision, deleted = excluded.deleted
                where stored.revision \(operation) excluded.revision;
                """,
            settings: """
                table: t
                collection: app:thing
                fields: {note: text?, revision: \(field)}
                version: revision
                """)
    }

    static let types = [
        ("bigint", "integer"), ("numeric", "number"), ("numeric(20,2)", "integer"), ("double precision", "number"),
        ("timestamptz", "timestamp"), ("timestamp", "timestamp"), ("timestamptz(0)", "timestamp"),
    ]

    @Test("A field of the payload orders versions", arguments: types)
    func orders(type: String, field: String) async throws {
        try await Self.table(type, field: field)
            .expectHolds("in-order", "concurrent-workers", "ack-wait-race", "delete-race", "recreate-race")
        let reversed = try await Self.table(type, field: field, operation: ">=").results("ack-wait-race")
        #expect(reversed.map(\.verdict) == [.violated])
        #expect(reversed[0].property == .monotonicVersions)
        var unguarded = Self.table(type, field: field)
        unguarded.files["upsert.sql"] = unguarded.files["upsert.sql"]?
            .replacing("where stored.revision <= excluded.revision", with: "")
        let stale = try await unguarded.results("ack-wait-race")
        #expect(stale.map(\.verdict) == [.violated])
        #expect(stale[0].property == .monotonicVersions, "\(stale[0].because ?? "")")
    }

    @Test(
        "What has no order is refused",
        arguments: [
            ("bigint", "text", "'revision' is text: versions have no order by it: use one of updated_idx, "),
            ("bigint", "integer?", "'revision' is integer, and may be null: versions have no order by it"),
            ("date", "timestamp", "column revision is date: its type has no order of versions"),
            (
                "integer", "integer",
                "column revision is integer: it cannot hold revision, such as 2147483655: make it bigint"
            ),
        ])
    func refused(type: String, field: String, words: String) async throws {
        let refusal = try #require(try await Self.table(type, field: field).refusal())
        #expect(refusal.hasPrefix(words), "\(refusal)")
    }

    @Test func `versions of one moment are one version`() {
        var record = RecordKnowledge(id: "A", number: 0, slug: "a:b")
        record.versions = [9, 12, 13, 20]
        record.moments = [100, 200, 200, 300]
        #expect([100, 200, 300, 250, 50].map(record.version) == [9, 13, 20, 13, .min + 1])
    }

    @Test(
        "Moments are read as APIs and Postgres write them",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2024-02-29 23:59:59.25+00", 1_709_251_199_250_000),
            ("2024-01-01T02:00:00+02:00", 1_704_067_200_000_000), ("2024-01-01 00:00:00", 1_704_067_200_000_000),
            ("1969-12-31T23:59:59-00:30", 1_799_000_000),
        ])
    func moments(text: String, microseconds: Int64) {
        #expect(Moment.microseconds(text) == microseconds)
        #expect(Moment.microseconds("yesterday") == nil)
    }
}
