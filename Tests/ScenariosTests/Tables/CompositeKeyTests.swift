import TestSupport
import Testing

@testable import Scenarios

/// Tables whose rows are told apart by several fields, of which none is unique by itself.
@Suite(.ownTime) struct CompositeKeyTests {
    private static func table(
        _ columns: String = "owner text, name text", conflict: String = "owner, name", settings: String = ""
    ) -> OwnTable {
        OwnTable(
            """
            create table repos (
                \(columns), stars integer, version bigint, deleted boolean, primary key (\(columns.contains("host") ? "host, " : "")owner, name)
            );
            """,
            upsert: """
                insert into repos as stored (\(columns.contains("host") ? "host, " : "")owner, name, stars, version, deleted)
                values (\(columns.contains("host") ? ":'host', " : ""):'owner', :'name', :'stars', :'updated_idx', :'deleted')
                on conflict (\(conflict)) do update set
                    stars = excluded.stars, version = excluded.version, deleted = excluded.deleted
                where coalesce(stored.version <= excluded.version, true);
                """,
            settings: """
                table: repos
                collection: forge:repo
                columns: {version: updated_idx}
                \(settings)
                """)
    }

    private static let all = [
        "in-order", "concurrent-workers", "ack-wait-race", "delete-race", "overlapping-statements", "poison-record",
        "legacy-rows", "everything",
    ]

    @Test func `the primary key's fields are the record's id`() async throws {
        for name in Self.all { try await Self.table().expectHolds(name) }
    }

    @Test(arguments: [
        "owner uuid, name text", "owner integer, name bigint", "owner citext, name varchar(8)",
        "owner text check (owner in ('a', 'b', 'c')), name timestamptz", "owner date, name boolean",
        "host text, owner smallint, name numeric(6, 2)",
    ])
    func `each may be of any type`(columns: String) async throws {
        var table = Self.table(columns, conflict: columns.contains("host") ? "host, owner, name" : "owner, name")
        table.files["schema.sql"] = "create extension if not exists citext;\n" + (table.files["schema.sql"] ?? "")
        try await table.expectHolds("in-order", "delete-race", "ack-wait-race")
    }

    @Test func `records share the value of each field, so a script that goes by one only is seen`() async throws {
        for field in ["owner", "name"] {
            var table = Self.table(settings: "deletes: hard")
            table.files["delete.sql"] = "delete from repos where \(field) = :'\(field)' and version <= :'updated_idx';"
            let results = try await table.results("in-order", "concurrent-workers", "delete-race")
            #expect(results.contains { $0.because?.hasSuffix("the row is not there") == true }, "\(field)")
        }
        var table = Self.table(settings: "deletes: hard")
        table.files["delete.sql"] = """
            delete from repos where owner = :'owner' and name = :'name' and version <= :'updated_idx';
            """
        try await table.expectHolds("in-order")
    }

    @Test func `a race of one record is found`() async throws {
        var table = Self.table()
        table.files["upsert.sql"] = table.files["upsert.sql"]?
            .replacing("where coalesce(stored.version <= excluded.version, true)", with: "")
        let results = try await table.results("in-order", "ack-wait-race")
        #expect(results.map(\.verdict) == [.sampled, .violated])
        #expect(results[1].property == .convergence || results[1].property == .monotonicVersions)
    }

    @Test func `a key of the table's own making is left alone where fields are named`() async throws {
        var table = Self.table()
        table.files["schema.sql"] = """
            create table repos (
                id bigserial primary key, owner text not null, name text not null, stars integer, version bigint,
                deleted boolean, unique (owner, name)
            );
            """
        table.files["strategy.yml"]? += "\nkey: [owner, name]"
        try await table.expectHolds("in-order", "concurrent-workers", "delete-race", "poison-record")
    }

    @Test func `a deletion without fields, and what is no key, are refused`() async throws {
        for (settings, words) in [
            (
                "key: [owner, name]\ndeletion: key",
                "with 'deletion: key' a deletion's payload has none of 'owner, name'"
            ),
            (
                "fields: {owner: text, name: text, stars: integer}\nkey: [owner]",
                "a key of one field is the record's id"
            ),
            (
                "fields: {owner: text, name: text, stars: integer}\nkey: [owner, nam]",
                "'nam' is no field that may be a part of a key: use some of owner, name, stars"
            ),
            ("fields: {owner: text, name: text, stars: integer}\nkey: [owner, owner]", "'owner' is there twice"),
        ] {
            #expect(try await Self.table(settings: settings).refusal()?.contains(words) == true, "\(settings)")
        }
    }

    @Test func `ids of a table that refers to another have the keys of its rows`() async throws {
        var table = Self.table("owner text references owners, name text")
        table.files["schema.sql"] = """
            create table owners (login text primary key);
            insert into owners values ('ada'), ('grace');
            """ + "\n" + (table.files["schema.sql"] ?? "")
        try await table.expectHolds("in-order", "delete-race", "everything")
    }
}
