import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What no two rows may have in common: made-up values never collide, or the strategy is refused.
@Suite(.ownTime) struct UniqueValuesTests {
    private static func table(_ columns: [String], _ definition: String, settings: String = "") -> OwnTable {
        let names = ["id", "deleted", "updated_idx"] + columns
        return OwnTable(
            """
            create type state as enum ('on', 'off', 'lost');
            create table item (
                id text primary key, deleted boolean not null, updated_idx bigint not null, \(definition));
            """,
            upsert: """
                insert into item (\(names.joined(separator: ", ")))
                values (\(names.map { ":'\($0)'" }.joined(separator: ", ")))
                on conflict (id) do update set \(names.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
                where item.updated_idx < excluded.updated_idx;
                """,
            settings: "table: item\n" + settings)
    }

    @Test(
        "A unique column has values enough for the records, however few its type has",
        arguments: [
            (["state"], "state state unique"), (["flag"], "flag boolean not null unique"),
            (["n"], "n smallint unique check (n between 1 and 3)"),
            (["state", "flag"], "state state, flag boolean, unique (state, flag)"),
            (["owner", "state"], "owner text, state state, unique (owner, state)"),
            (["data_of"], "data_of jsonb unique"),
            (["email"], "email text, check (email <> ''), constraint one exclude (email with =)"),
        ])
    func few(columns: [String], definition: String) async throws {
        let results = try await Self.table(columns, definition).results("in-order", "batch-duplicates", "poison-record")
        // No boolean has a third value.
        let allowed: [Verdict] = columns == ["flag"] ? [.sampled, .skipped] : [.sampled]
        for result in results { #expect(allowed.contains(result.verdict), "\(result.because ?? "")") }
        #expect(results.first?.verdict == .sampled)
    }

    @Test func `a unique index of an expression keeps the column that it reads apart`() async throws {
        let results = try await RecordSourceOf.shape(
            Self.table(["email"], "email text); create unique index on item (lower(email)"))
        #expect(results.distinct == ["email"])
    }

    @Test func `of two columns the one with more values differs`() async throws {
        let shape = try await RecordSourceOf.shape(
            Self.table(["owner", "state"], "owner text, state state, unique (owner, state)"))
        #expect(shape.distinct == ["owner"])
    }

    @Test func `an exclusion by overlap asks for values, and is content with them`() async throws {
        let definition = "slot int4range, exclude using gist (slot with &&)"
        #expect(
            try await Self.table(["slot"], definition).refusal()
                == "column slot is int4range: which of its values 'item_slot_excl' lets stand side by side is not known: "
                + "name some that it does in strategy.yml: 'values: {slot: [first, second]}'")
        try await Self.table(
            ["slot"], definition, settings: "values: {slot: ['[1,2)', '[2,3)', '[5,9)', '[9,10)', '[10,11)']}"
        ).expectHolds("in-order", "everything")
    }

    @Test func `more records than values are skipped, with the remedy`() async throws {
        let results = try await Self.table(["flag"], "flag boolean unique").results("concurrent-workers")
        #expect(results.map(\.verdict) == [.skipped])
        #expect(
            results.first?.because
                == "it takes 3 records, and ids and values that no two records share were found for 2 only: name more "
                + "under 'values:'")
    }

    @Test func `what a trigger raises at a record's first coming is about its values`() async throws {
        let table = Self.table(
            ["n"],
            """
            n integer);
            create function limited() returns trigger language plpgsql as $$
                begin if new.n > 1000000 then raise 'n is too large'; end if; return new; end $$;
            create trigger limited before insert or update on item for each row execute function limited(
            """)
        let refusal = try #require(try await table.refusal())
        #expect(refusal.hasPrefix("Postgres refuses a delivery for its values: n is too large: the data was {\"n\":"))
        var given = table
        given.files["strategy.yml"]? += "values: {n: [1, 20, 3]}"
        try await given.expectHolds("in-order", "everything")
    }
}

/// What was found out about a table's records.
enum RecordSourceOf {
    static func shape(_ table: OwnTable) async throws -> RecordShape {
        let strategy = try TestStrategies.make(table.files)
        return try await TestServer.run { server in
            try await server.withWorld(strategy, Catalogue.scenarios[0]) { world in
                world.template.records.shapes.values.first ?? RecordShape()
            }
        }
    }
}
