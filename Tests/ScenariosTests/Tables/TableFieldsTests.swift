import Sequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Fields that are left out are the table's columns.
@Suite(.ownTime) struct TableFieldsTests {
    private static let schema = """
        create type plan as enum ('free', 'pro');
        create table account (
            internal bigserial primary key, external_id text unique not null, email varchar(40) not null, plan plan,
            seats smallint check (seats between 1 and 50), limits jsonb, trial_ends_at timestamptz, tags text[],
            notes text, version bigint, deleted boolean not null, created_at timestamptz not null default now()
        );
        """
    private static let settings = """
        table: account
        columns: {external_id: id, version: updated_idx}
        """

    private static var table: OwnTable {
        OwnTable(
            schema,
            upsert: """
                insert into account as stored (external_id, email, plan, seats, limits, trial_ends_at, version, deleted)
                values (:'id', :'email', :'plan', :'seats', :'limits', :'trial_ends_at', :'updated_idx', :'deleted')
                on conflict (external_id) do update set
                    email = excluded.email, plan = excluded.plan, seats = excluded.seats, limits = excluded.limits,
                    trial_ends_at = excluded.trial_ends_at, version = excluded.version, deleted = excluded.deleted
                where stored.version <= excluded.version;
                """,
            settings: settings)
    }

    @Test func `columns that variables name are fields`() async throws {
        let table = Self.table
        try await table.expectHolds("in-order", "concurrent-workers", "delete-race", "everything")
        let fields = try await Self.fields(of: table)
        #expect(fields == ["email text", "plan text?", "seats integer?", "limits json?", "trial_ends_at timestamp?"])
        var forgetful = table
        forgetful.files["upsert.sql"] = table.files["upsert.sql"]?.replacing("seats = excluded.seats, ", with: "")
        #expect(try await forgetful.results("in-order").map(\.property) == [.convergence])
    }

    @Test func `columns of whole records are fields`() async throws {
        var table = Self.table
        table.files["upsert.sql"] = """
            insert into account as stored (external_id, email, plan, seats, tags, version, deleted)
            select :'id', r.email, r.plan, r.seats, r.tags, :'updated_idx', :'deleted'
            from jsonb_to_record(:'data') as r (email text, plan plan, seats smallint, tags text[])
            on conflict (external_id) do update set
                email = excluded.email, plan = excluded.plan, seats = excluded.seats, tags = excluded.tags,
                version = excluded.version, deleted = excluded.deleted
            where stored.version <= excluded.version;
            """
        #expect(try await Self.fields(of: table) == ["email text", "plan text?", "seats integer?", "tags json?"])
        try await table.expectHolds("in-order", "ack-wait-race", "everything")
    }

    @Test func `a column that bears the name of a field of the guide is one like others`() async throws {
        let table = OwnTable(
            """
            create table item (
                id text primary key, deleted boolean, updated_idx bigint, name text not null, quantity smallint not null);
            """,
            upsert: """
                insert into item (id, deleted, updated_idx, name, quantity)
                values (:'id', :'deleted', :'updated_idx', :'name', :'quantity')
                on conflict (id) do update set deleted = excluded.deleted, updated_idx = excluded.updated_idx,
                    name = excluded.name, quantity = excluded.quantity
                where item.updated_idx <= excluded.updated_idx;
                """,
            settings: "table: item")
        #expect(try await Self.fields(of: table) == ["name text", "quantity integer"])
        try await table.expectHolds("in-order", "everything")
    }

    @Test func `a variable that is no column is an error with its place`() async throws {
        var table = Self.table
        table.files["upsert.sql"] = table.files["upsert.sql"]?.replacing(":'email'", with: ":'emial'")
        #expect(try await table.refusal() == "there is no variable 'emial': did you mean 'email'?")
    }

    private static func fields(of table: OwnTable) async throws -> [String] {
        let strategy = try TestStrategies.make(table.files)
        return try await TestServer.run { server in
            try await server.withWorld(strategy, Catalogue.scenarios[0]) { world in
                world.template.strategy.routes[0].collection.fields.map { field in
                    "\(field.name) \(field.type)\(field.isNullable ? "?" : "")"
                }
            }
        }
    }
}
