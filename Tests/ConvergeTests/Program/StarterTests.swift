import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// `init`, and schemas as other tools write them.
@Suite(.ownTime) struct StarterTests {
    @Test func everyCopyCanBeLoaded() async throws {
        let box = try Sandbox()
        for name in BuiltInStrategies.names() {
            #expect(try await box.run("init", name, "--from", name).status == 0)
            let tested = try BuiltInStrategies.load("\(box.path)/\(name)")
            let (copy, original) = (tested.strategy, try BuiltInStrategies.load(name).strategy)
            #expect(copy.policy == original.policy)
            #expect(copy.deletes == original.deletes)
            #expect(copy.routes == original.routes)
            #expect(tested.expectations.expectation(in: "in-order", with: "fenced") == nil)
            #expect(copy.schema.map(\.sql) == original.schema.map(\.sql))
        }
    }

    /// What a grown database holds, and `pg_dump` therefore prints.
    private static let grown = """
        create extension pg_trgm;
        create schema app;
        create type app.state as enum ('new', 'old');
        create domain app.email as text check (value is null or length(value) < 100000);
        create sequence app.numbers;
        create table app.tenants (id bigint generated always as identity primary key, name text);
        create table app.contacts (
            id uuid primary key, tenant bigint references app.tenants, state app.state default 'new', email text,
            other app.email, score numeric, deleted boolean not null default false, updated_idx bigint not null,
            number int default nextval('app.numbers'), upper text generated always as (upper(email)) stored,
            touched timestamptz default now()
        );
        create index on app.contacts using gin (email gin_trgm_ops);
        create function app.touch() returns trigger language plpgsql as
            $f$ begin new.touched := now(); return new; end; $f$;
        create trigger touch before update on app.contacts for each row execute function app.touch();
        create table app.log (id bigint, day date) partition by range (day);
        create table app.log_1 partition of app.log for values from ('2024-01-01') to ('2025-01-01');
        create view app.v as select email, count(*) from app.contacts group by 1;
        create rule r as on insert to app.v do instead nothing;
        comment on table app.contacts is 'it''s; "q" $$ \\ :x';
        grant select on app.contacts to public;
        create publication everything for table app.contacts;
        """

    /// Serves a cluster, makes the database there, and dumps it.
    private static let dumping = """
        set -e
        mkfifo hold
        "$0" measure --serve < hold > address.json &
        exec 3> hold
        until [ -s address.json ]; do sleep 0.05; done
        value() { sed -E 's/.*"'$1'":"([^"]*)".*/\\1/; s/\\\\//g' address.json; }
        export PGHOST=$(value host) PGPORT=$(value port) PGUSER=$(value user)
        psql -d postgres -qc 'create database grown'
        psql -d grown -q -v ON_ERROR_STOP=1 -f grown.sql
        pg_dump --schema-only -d grown > own/schema.sql
        exec 3>&-
        wait
        """

    @Test func rawOutputOfPgDump() async throws {
        let box = try Sandbox()
        try box.write(Self.grown, to: "grown.sql")
        try box.write(
            "{collection: 'crm:contact', table: app.contacts, fields: {email: text, score: number?}}",
            to: "own/strategy.yml")
        try box.write(
            """
            insert into app.contacts as c (id, email, score, deleted, updated_idx)
            values (:'id', :'email', :'score', :'deleted', :'updated_idx')
            on conflict (id) do update set email = excluded.email, score = excluded.score,
                deleted = excluded.deleted, updated_idx = excluded.updated_idx
            where c.updated_idx <= excluded.updated_idx;
            """, to: "own/upsert.sql")
        let dumped = try await box.run(executable: "/bin/sh", ["-c", Self.dumping, Sandbox.program])
        #expect(dumped.status == 0, "\(dumped.error)")
        #expect(try box.text("own/schema.sql").contains("PostgreSQL database dump"))
        let outcome = try await box.run(
            "verify", "./own", "--scenario", "in-order", "ack-wait-race", "overlapping-statements", "--schedules", "20")
        #expect(outcome.status == 0, "\(outcome.error)\(outcome.output)")
        #expect(box.leftovers == [])
    }
}
