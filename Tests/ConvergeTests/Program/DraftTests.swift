import Foundation
import TestSupport
import Testing

/// `init --schema` and `check`: a strategy for a table of one's own, and what is understood of it.
@Suite(.ownTime) struct DraftTests {
    private static let schema = """
        create schema crm;
        create table crm.contacts (
            contact_id text primary key, email text, "order" integer not null, ver bigint not null, deleted boolean not null
        );
        """

    @Test func aStrategyForATableIsWrittenCheckedAndVerified() async throws {
        let box = try Sandbox()
        try box.write(Self.schema, to: "db/001.sql")
        let made = try await box.run("init", "own", "--schema", "db", "--table", "crm.contacts")
        #expect(made.status == 0, "\(made.error)")
        #expect(made.output.contains("converge check ./own"))
        let settings = try box.text("own/strategy.yml")
        #expect(settings.contains("table: crm.contacts\nschema: ../db\n"))
        #expect(settings.contains("columns: {contact_id: id, ver: updated_idx}"))
        #expect(settings.contains("fields:\n  email: text?\n  order: integer\n"))
        #expect(!settings.contains("DECIDE:"))
        #expect(
            try box.text("own/upsert.sql") == """
                -- DECIDE: converge has made this upsert up from the table. Put the one that you run in its place.
                insert into crm.contacts as stored (contact_id, email, "order", ver, deleted)
                values (:'id', :'email', :'order', :'updated_idx', :'deleted')
                on conflict (contact_id) do update set
                    email = excluded.email,
                    "order" = excluded."order",
                    ver = excluded.ver,
                    deleted = excluded.deleted
                where stored.ver <= excluded.ver;

                """)
        let checked = try await box.run("check", "own")
        #expect(checked.status == 0, "\(checked.output)\(checked.error)")
        for line in [
            "key        contact_id, text: 'A', 'B'", "version    ver, bigint: ", "fields     email text? (",
            "deletions  soft: ",
            "tried      a few deliveries in order: every row is as upstream has it",
            "warning    upsert.sql:1:1: decide: converge has made this upsert up", "next       converge verify own",
        ] { #expect(checked.output.contains(line), "\(line)\n\(checked.output)") }
        #expect(checked.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        let verified = try await box.run(
            "verify", "own", "--scenario", "ack-wait-race", "--schedules", "20")
        #expect(verified.status == 0, "\(verified.output)\(verified.error)")
        #expect(verified.error.contains("own/upsert.sql:1:1: decide: converge has made this upsert up from the table."))
    }

    @Test func whatTheCatalogueDoesNotTellIsAskedFor() async throws {
        let box = try Sandbox()
        try box.write(
            "create table pairs (a text, b text, deleted_at timestamptz, primary key (a, b));", to: "schema.sql")
        #expect(try await box.run("init", "own", "--schema", "schema.sql", "--table", "pairs").status == 0)
        let settings = try box.text("own/strategy.yml")
        for line in [
            "# These fields tell records apart together.", "key: [a, b]",
            "# DECIDE: no column holds the record's version", "# DECIDE: deleted_at says when a record was deleted",
            "deletes: never",
        ] { #expect(settings.contains(line), "\(line)\n\(settings)") }
        #expect(try box.text("own/upsert.sql").contains("on conflict (a, b) do nothing;"))
    }

    @Test func aPreludeComesBeforeTheSchemaAndWhatAViewTurnsOffIsSaid() async throws {
        let box = try Sandbox()
        try box.write(
            "create schema auth; create function auth.me() returns text language sql as 'select null';",
            to: "prelude.sql")
        try box.write(
            """
            create table contacts (id text primary key, owner text default auth.me(), updated_idx bigint, deleted_at timestamptz);
            create view seen as select id, updated_idx, deleted_at is not null as deleted from contacts;
            """, to: "schema.sql")
        let made = try await box.run(
            "init", "own", "--schema", "prelude.sql", "--schema", "schema.sql", "--table", "contacts")
        #expect(made.status == 0, "\(made.error)")
        #expect(try box.text("own/strategy.yml").contains("schema: [../prelude.sql, ../schema.sql]"))
        try box.write(
            "{table: seen, collection: 'crm:contact', schema: [../prelude.sql, ../schema.sql], fields: {}, deletes: soft}",
            to: "own/strategy.yml")
        try box.write(
            """
            insert into contacts as stored (id, updated_idx, deleted_at)
            values (:'id', :'updated_idx', case when :'deleted'::boolean then timestamptz '2024-01-01' end)
            on conflict (id) do update set updated_idx = excluded.updated_idx, deleted_at = excluded.deleted_at
            where stored.updated_idx <= excluded.updated_idx;
            """, to: "own/upsert.sql")
        let checked = try await box.run("check", "own")
        #expect(checked.status == 0, "\(checked.output)\(checked.error)")
        let text = checked.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(
            text.contains("poison-record: public.seen is no table, so no trigger can refuse a row of it"), "\(text)")
        #expect(
            text.contains("legacy-rows: public.seen is no table, so no row can be put there from before"), "\(text)")
    }

    @Test func aStrategyThatDoesNotHoldInOrderIsSaidBeforeItIsVerified() async throws {
        let box = try Sandbox()
        try box.write(Self.schema, to: "own/schema.sql")
        try box.write(
            "insert into crm.contacts (contact_id, \"order\", ver, deleted) values (:'id', :'order', :'updated_idx', :'deleted') "
                + "on conflict do nothing;", to: "own/upsert.sql")
        try box.write(
            "{collection: 'crm:contact', table: crm.contacts, fields: {email: text, order: integer}, columns: {contact_id: id, ver: updated_idx}}",
            to: "own/strategy.yml")
        let checked = try await box.run("check", "own")
        #expect(checked.status == 1)
        #expect(
            checked.output.contains("tried      a few deliveries in order: monotonic-versions"), "\(checked.output)")
        #expect(checked.output.contains("next       mend that first"))
    }

    @Test func whatCannotBeDraftedLeavesNothingBehind() async throws {
        let box = try Sandbox()
        try box.write(Self.schema, to: "schema.sql")
        try box.write("create tabel x;", to: "broken.sql")
        let cases: [(arguments: [String], status: Int32, message: String)] = [
            (["--schema", "schema.sql", "--table", "crm.contact"], 65, "did you mean 'table: crm.contacts'?"),
            (["--schema", "broken.sql", "--table", "x"], 65, "broken.sql:1:8: Postgres says: syntax error"),
            (["--schema", "nowhere", "--table", "x"], 65, "there is no schema there"),
            (["--schema", "schema.sql", "--table", "a.b.c"], 64, "is not a table's name"),
            (["--schema", "schema.sql"], 64, "--schema and --table go together"),
            (["--table", "x"], 64, "--schema and --table go together"),
            (["--from", "naive-upsert", "--schema", "schema.sql", "--table", "x"], 64, "exclude each other"),
            ([], 64, "name a built-in strategy to copy with --from"),
        ]
        for (arguments, status, message) in cases {
            let outcome = try await box.run(executable: Sandbox.program, ["init", "own"] + arguments)
            #expect(outcome.status == status, "\(arguments) \(outcome.error)")
            #expect(outcome.error.contains(message), "\(outcome.error)")
            #expect(!FileManager.default.fileExists(atPath: "\(box.path)/own"))
        }
    }
}
