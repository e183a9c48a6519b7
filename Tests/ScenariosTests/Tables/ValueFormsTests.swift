import TestSupport
import Testing

@testable import Scenarios

/// Values are such that the columns take them; what no made-up value fits is refused before anything runs.
@Suite(.ownTime) struct ValueFormsTests {
    private static func table(
        _ column: String, field: String, before: String = "", more: String = "", files: [String: String] = [:],
        written: String = ":'value'"
    ) -> OwnTable {
        OwnTable(
            "\(before)create table t (id text primary key, value \(column), version bigint, deleted boolean\(more));",
            upsert: """
                insert into t as stored (id, value, version, deleted)
                values (:'id', \(written), :'updated_idx', :'deleted')
                on conflict (id) do update set
                    value = excluded.value, version = excluded.version, deleted = excluded.deleted
                where stored.version <= excluded.version;
                """,
            settings: "table: t\ncollection: app:thing\nfields: {value: \(field)}\ncolumns: {version: updated_idx}",
            more: files)
    }

    static let columns: [(column: String, field: String, before: String)] = [
        ("text check (value in ('active', 'past_due', 'canceled'))", "text", ""), ("varchar(3)", "text?", ""),
        ("char(2) not null", "text?", ""), ("smallint", "integer", ""), ("integer", "integer?", ""),
        ("bigint not null", "integer?", ""), ("numeric(5,2)", "number", ""), ("numeric(30)", "number?", ""),
        ("numeric", "number", ""), ("real", "number", ""), ("double precision", "number?", ""),
        ("integer", "number", ""), ("integer check (value > 10 and value < 14)", "integer", ""),
        ("numeric(4,1) check (value between 0 and 1)", "number", ""), ("boolean not null", "boolean?", ""),
        ("text", "boolean", ""), ("date", "text", ""), ("date", "timestamp", ""), ("time", "text", ""),
        ("timetz", "text?", ""), ("timestamp", "timestamp", ""), ("timestamptz(0)", "timestamp?", ""),
        ("interval", "text", ""), ("json", "json", ""), ("jsonb check (jsonb_typeof(value) = 'object')", "json", ""),
        ("uuid", "text?", ""), ("bytea", "text", ""), ("inet", "text", ""), ("cidr", "text", ""),
        ("macaddr", "text", ""), ("bit(3)", "text", ""), ("varbit(5)", "text", ""), ("xml", "text", ""),
        ("int4range", "text", ""), ("daterange", "text", ""), ("point", "text", ""), ("box", "text", ""),
        ("tsvector", "text", ""), ("money", "text", ""), ("text[]", "text", ""), ("integer[] not null", "text?", ""),
        ("mood", "text?", "create type mood as enum ('happy', 'sad');"),
        ("mood[]", "text", "create type mood as enum ('happy', 'sad');"),
        ("code", "text", "create domain code as text check (value ~ '^[A-Z]{2}-[0-9]{3}$');"),
        ("code", "integer?", "create domain code as smallint check (value % 5 = 0);"),
        ("code", "text?", "create domain code as varchar(4) not null;"),
        ("text check (char_length(value) >= 40)", "text", ""), ("text check (value like 'https://%')", "text", ""),
        ("text check (value <> '' and value = upper(value))", "text", ""),
        ("date check (value > '2024-01-02')", "text", ""),
        (
            "integer references parents", "integer",
            """
            create table parents (id integer primary key);
            insert into parents values (11), (12), (13);

            """
        ),
    ]

    @Test("A column of each kind is judged", arguments: columns)
    func isJudged(column: String, field: String, before: String) async throws {
        try await Self.table(column, field: field, before: before).expectHolds("in-order", "ack-wait-race")
    }

    @Test(
        "A JSON array is compared with an array's elements",
        arguments: [("text[]", "text[]"), ("integer[]", "integer[]"), ("uuid[]", "uuid[]")])
    func arrays(column: String, type: String) async throws {
        let table = Self.table(
            column, field: "json",
            written: "array(select jsonb_array_elements_text(:'value'::jsonb))::\(type)")
        try await table.expectHolds("in-order", "ack-wait-race")
    }

    @Test func `a row from before versions may have an array`() async throws {
        var table = OwnTable(
            "create table t (id text primary key, tags text[], version bigint, deleted boolean);",
            upsert: """
                insert into t as stored (id, tags, version, deleted)
                values (:'id', case when :'tags'::text is not null then
                    array(select jsonb_array_elements_text(:'tags'::jsonb)) end, :'updated_idx', :'deleted')
                on conflict (id) do update set tags = excluded.tags, version = excluded.version,
                    deleted = excluded.deleted
                where stored.version <= excluded.version;
                """,
            settings: "table: t\ncolumns: {version: updated_idx}")
        #expect(try await table.results("legacy-rows").map(\.verdict) == [.violated])
        table.files["upsert.sql"] = table.files["upsert.sql"]?.replacing(
            "where stored", with: "where stored.version is null or stored")
        try await table.expectHolds("legacy-rows")
    }

    static let refusals: [(column: String, field: String, words: String)] = [
        (
            "text check (md5(value) = 'x')", "text",
            "column value is text: no value was found for it that 'value', which is text, can have: name some in "
                + "strategy.yml: 'values: {value: [first, second]}'"
        ),
        (
            "smallint", "boolean",
            "column value is smallint: no value was found for it that 'value', which is boolean, can have: name some in "
                + "strategy.yml: 'values: {value: [first, second]}'"
        ),
        (
            "uuid", "integer",
            "column value is uuid: no value was found for it that 'value', which is integer, can have: name some in "
                + "strategy.yml: 'values: {value: [first, second]}'"
        ),
    ]

    @Test("A column that nothing fits is refused", arguments: refusals)
    func refused(column: String, field: String, words: String) async throws {
        #expect(try await Self.table(column, field: field).refusal() == words)
    }

    @Test func `a check over two columns is refused with what the data was, and records are a way out`() async throws {
        var table = Self.table(
            "text", field: "text", more: ", other text, check (md5(value || other) like '0%')")
        table.files["upsert.sql"] = table.files["upsert.sql"]?
            .replacing("(id, value,", with: "(id, other, value,").replacing("(:'id', ", with: "(:'id', :'other', ")
        table.files["strategy.yml"] = table.files["strategy.yml"]?.replacing(
            "value: text", with: "value: text, other: text")
        let refusal = try #require(try await table.refusal())
        #expect(
            refusal.hasPrefix(
                "Postgres refuses a delivery for its values: new row for relation \"t\" violates check constraint"))
        #expect(refusal.hasSuffix("or give real payloads: 'records: samples.jsonl'"))
    }

    @Test func `what a column lacks that is not null is said`() async throws {
        let table = Self.table("text", field: "text", more: ", owner text not null")
        #expect(
            try await table.refusal()
                == "Postgres refuses a delivery for its values: null value in column \"owner\" of relation \"t\" violates "
                + "not-null constraint: upsert.sql gives column owner no value: write it there, or give it a default")
    }

    @Test func `values are drawn from those that are named`() async throws {
        var table = Self.table("text check (md5(value) > '0')", field: "text")
        table.files["strategy.yml"]? += "\nvalues: {value: [active, canceled]}"
        // A strategy that takes nothing else shows which values come.
        table.files["upsert.sql"] = table.files["upsert.sql"]?.replacing(":'value'", with: "(:'value'::offered)::text")
        table.files["schema.sql"] =
            "create type offered as enum ('active', 'canceled');" + (table.files["schema.sql"] ?? "")
        try await table.expectHolds("in-order", "ack-wait-race", "everything")
        table.files["strategy.yml"] = table.files["strategy.yml"]?.replacing("active", with: "idle")
        #expect(try await table.refusal()?.contains("invalid input value for enum offered: \"idle\"") == true)
    }

    @Test func `records are whole payloads`() async throws {
        var table = Self.table(
            "text check (value like 'v%')", field: "text",
            files: [
                "samples.jsonl": """
                {"id": "x", "value": "v1", "more": {"a": [1]}}
                {"id": "y", "value": "v2", "more": null}

                {"value": "v3"}
                """
            ])
        table.files["strategy.yml"]? += "\nrecords: samples.jsonl"
        try await table.expectHolds("in-order", "ack-wait-race", "everything")
        table.files["samples.jsonl"] = #"{"value": "w1"}"#
        let refusal = try #require(try await table.refusal())
        #expect(refusal.contains("column value is text, and 'value' was 'w1'"))
    }

    @Test func `a table's own logic that raises is no refusal of values`() async throws {
        let table = Self.table(
            "text", field: "text",
            before: """
                create function refuse() returns trigger language plpgsql as $$
                begin
                    if new.version = old.version then raise exception 'stale' using errcode = 'check_violation'; end if;
                    return new;
                end $$;

                """)
        var other = table
        other.files["schema.sql"]? += "\ncreate trigger t before update on t for each row execute function refuse();"
        #expect(try await other.results("in-order").map(\.verdict) == [.sampled])
    }

    @Test func `a view takes what the table below it takes`() async throws {
        let table = OwnTable(
            """
            create table things (
                id text primary key, state text not null check (state in ('on', 'off')), seats smallint, version bigint,
                removed_at timestamptz
            );
            create view current_things as select id, state, seats, version, removed_at is not null as deleted from things;
            """,
            upsert: """
                insert into things as stored (id, state, seats, version, removed_at)
                values (:'id', :'state', :'seats', :'updated_idx', case when :'deleted'::boolean then now() end)
                on conflict (id) do update set
                    state = excluded.state, seats = excluded.seats, version = excluded.version,
                    removed_at = excluded.removed_at
                where stored.version <= excluded.version;
                """,
            settings: """
                table: current_things
                collection: app:thing
                fields: {state: text?, seats: integer?}
                columns: {version: updated_idx}
                """)
        try await table.expectHolds("in-order", "concurrent-workers", "delete-race")
    }

    @Test func `a column with the name of what every record has may hold something else`() async throws {
        var table = Self.table(
            "text", field: "text", more: ", provider text check (provider in ('github')) default 'github'")
        table.files["schema.sql"] = table.files["schema.sql"]?.replacing("deleted boolean", with: "deleted timestamptz")
        table.files["upsert.sql"] = table.files["upsert.sql"]?
            .replacing(":'deleted')", with: "case when :'deleted'::boolean then now() end)")
        let refusal = try #require(try await table.refusal())
        #expect(refusal.hasPrefix("column deleted is timestamp with time zone: it cannot hold deleted, such as true: "))
        #expect(refusal.contains("'columns: {deleted: ~}' for none"))
        table.files["strategy.yml"] = table.files["strategy.yml"]?
            .replacing("updated_idx}", with: "updated_idx, deleted: ~, provider: ~}")
        let results = try await table.results("ack-wait-race")
        #expect(results.map(\.verdict) == [.sampled], "\(results[0].because ?? "")")
    }
}
