import TestSupport
import Testing

@testable import Scenarios

/// Which columns hold versions.
@Suite(.ownTime) struct SmallVersionsTests {
    private static func table(_ type: String, settings: String = "") -> OwnTable {
        OwnTable(
            "create table t (id text primary key, note text, version \(type), deleted boolean);",
            upsert: """
                insert into t as stored (id, note, version, deleted)
                values (:'id', :'note', :'updated_idx', :'deleted')
                on conflict (id) do update set
                    note = excluded.note, version = excluded.version, deleted = excluded.deleted
                where stored.version <= excluded.version;
                """,
            settings: "table: t\ncollection: app:thing\nfields: {note: text?}\ncolumns: {version: updated_idx}\n"
                + settings)
    }

    @Test(
        "A column that cannot hold versions beyond 2^31 is refused, unless they shall be small",
        arguments: [
            ("integer", "2147483655"), ("smallint", "2147483647"), ("numeric(8)", "2147483647"),
        ])
    func small(type: String, value: String) async throws {
        #expect(
            try await Self.table(type).refusal()?.hasPrefix("column version is \(type.replacing("(8)", with: "(8,0)"))")
                == true)
        #expect(
            try await Self.table(type).refusal()?.hasSuffix(
                "make it bigint, or say 'versions: small' in strategy.yml") == true)
        try await Self.table(type, settings: "versions: small")
            .expectHolds("in-order", "concurrent-workers", "delete-race", "everything")
    }

    @Test("A column without an order of versions is refused", arguments: ["timestamptz", "uuid", "boolean", "date"])
    func noOrder(type: String) async throws {
        let refusal = try #require(try await Self.table(type).refusal())
        #expect(refusal.contains("it cannot hold updated_idx"), "\(refusal)")
        if type == "timestamptz" {
            #expect(refusal.hasSuffix("'columns: {version: upstream_updated_at}' and 'version: upstream_updated_at'"))
        }
    }
}
