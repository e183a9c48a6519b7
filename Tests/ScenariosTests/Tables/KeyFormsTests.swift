import TestSupport
import Testing

@testable import Scenarios

/// Ids come in the form that the key's column takes.
@Suite(.ownTime) struct KeyFormsTests {
    private static func table(_ key: String, before: String = "", more: String = "") -> OwnTable {
        OwnTable(
            "\(before)create table t (id \(key) primary key, note text, version bigint, deleted boolean\(more));",
            upsert: """
                insert into t as stored (id, note, version, deleted)
                values (:'id', :'note', :'updated_idx', :'deleted')
                on conflict (id) do update set
                    note = excluded.note, version = excluded.version, deleted = excluded.deleted
                where stored.version <= excluded.version;
                """,
            settings: "table: t\ncollection: app:thing\nfields: {note: text?}\ncolumns: {version: updated_idx}")
    }

    static let keys: [(key: String, before: String)] = [
        ("smallint", ""), ("integer", ""), ("bigint", ""), ("numeric(30)", ""), ("numeric(12,2)", ""), ("numeric", ""),
        ("double precision", ""), ("text", ""), ("varchar(2)", ""), ("char(5)", ""), ("uuid", ""), ("bytea", ""),
        ("money", ""), ("inet", ""), ("date", ""),
        ("size", "create type size as enum ('s', 'm', 'l', 'xl');"),
        ("key", "create domain key as uuid;"),
        ("key", "create domain key as text check (value ~ '^cus_[a-zA-Z0-9]{14}$');"),
        ("key", "create domain inner_key as varchar(8) check (value like 'k-%'); create domain key as inner_key;"),
        ("text check (length(id) = 6)", ""), ("text check (id = lower(id) and id ~ '^[0-9a-f]{4,8}$')", ""),
        ("text check (id in ('one', 'two', 'three'))", ""), ("integer check (id between 500 and 600)", ""),
        ("bigint check (id > 1000000)", ""),
    ]

    @Test("A key of each kind is judged", arguments: keys)
    func isJudged(key: String, before: String) async throws {
        try await Self.table(key, before: before).expectHolds("in-order", "delete-race", "poison-record")
    }

    @Test func `a key that Postgres works out from another column is judged by it`() async throws {
        let table = OwnTable(
            """
            create table t (
                key bytea primary key, id text generated always as (encode(key, 'escape')) stored,
                note text, version bigint, deleted boolean
            );
            """,
            upsert: """
                insert into t as stored (key, note, version, deleted)
                values (:'id', :'note', :'updated_idx', :'deleted')
                on conflict (key) do update set
                    note = excluded.note, version = excluded.version, deleted = excluded.deleted
                where stored.version <= excluded.version;
                """,
            settings: "table: t\ncollection: app:thing\nfields: {note: text?}\ncolumns: {version: updated_idx}")
        try await table.expectHolds("in-order", "poison-record", "everything")
        var other = table
        other.files["schema.sql"] = table.files["schema.sql"]?.replacing("encode(key, 'escape')", with: "md5(key)")
        let refusal = try #require(try await other.refusal())
        #expect(
            refusal.hasPrefix("column id of public.t shall hold the record's id, and after a record 'A' it holds '"))
        #expect(
            refusal.hasSuffix(
                "Postgres works it out itself: name the column that holds the id: 'columns: {COLUMN: id}'"))
    }

    @Test func `a key for which no id is found is refused, and values names some`() async throws {
        var table = Self.table("text check (md5(id) in (md5('violin'), md5('viola'), md5('cello')))")
        table.files["schema.sql"] = table.files["schema.sql"]?.replacing("md5('violin')", with: "md5('vio' || 'lin')")
            .replacing("md5('viola')", with: "md5('vio' || 'la')").replacing("md5('cello')", with: "md5('cel' || 'lo')")
        #expect(
            try await table.refusal()
                == "column id is text: no id was found that it takes: name some in strategy.yml: "
                + "'values: {id: [first, second, third]}'")
        table.files["strategy.yml"]? += "\nvalues: {id: [violin, viola, cello]}"
        try await table.expectHolds("in-order", "delete-race")
    }

    @Test func `a scenario with more records than there are ids is skipped`() async throws {
        let results = try await Self.table("boolean").results("concurrent-workers", "ack-wait-race")
        #expect(results.map(\.verdict) == [.skipped, .sampled])
        #expect(
            results[0].because?.hasPrefix(
                "it takes 3 records, and ids and values that no two records share were found for 2 only") == true)
    }

    @Test func `the rest of a composite key stays with its record`() async throws {
        let table = OwnTable(
            """
            create table t (
                tenant integer, id text, email text unique, version bigint, deleted boolean, primary key (tenant, id)
            );
            """,
            upsert: """
                insert into t as stored (tenant, id, email, version, deleted)
                values (:'tenant', :'id', :'email', :'updated_idx', :'deleted')
                on conflict (tenant, id) do update set
                    email = excluded.email, version = excluded.version, deleted = excluded.deleted
                where stored.version <= excluded.version;
                """,
            settings: """
                table: t
                collection: app:thing
                fields: {tenant: integer?, email: text?}
                columns: {version: updated_idx}
                """)
        try await table.expectHolds("in-order", "concurrent-workers", "everything")
    }

    @Test func `a key that refers to another table has the keys of its rows`() async throws {
        var table = Self.table("integer references parents", before: "create table parents (id integer primary key);")
        #expect(
            try await table.refusal()?.contains("column id refers to parents: put rows there in the schema") == true)
        table.files["schema.sql"]? += "insert into parents select 70 + n from generate_series(1, 9) n;"
        try await table.expectHolds("in-order", "delete-race")
    }
}
