import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Nothing of one run is left for the next.
@Suite(.ownTime) struct ResetTests {
    private static let one = Scenario(
        "one", "none", bounds: Bounds(workers: 1, records: 1, changes: 1), hazard: .delivery)

    /// What each of three runs in one world writes into `stripe.seen`.
    private func seen(schema: String, upsert: String, session: String? = nil) async throws -> [[[String?]]] {
        var files = [
            "schema.sql": try TestStrategies.guideSchema + schema,
            "upsert.sql": upsert + "\n" + (try TestStrategies.guardedUpsert),
        ]
        files["session.sql"] = session
        let strategy = try TestStrategies.make(files)
        return try await TestServer.run { server in
            try await server.withWorld(strategy, Self.one) { world in
                var all: [[[String?]]] = []
                for _ in 0..<3 {
                    #expect(try await world.run().finding == nil)
                    all.append(try await world.read("select * from stripe.seen"))
                }
                return all
            }
        }
    }

    @Test("Session locks do not leak into the next run")
    func sessionLocks() async throws {
        let seen = try await seen(
            schema: "create table stripe.seen (locks integer);",
            upsert: """
                insert into stripe.seen select count(*) from pg_locks
                where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database());
                select pg_advisory_lock(42);
                """)
        #expect(seen == [[["0"]], [["0"]], [["0"]]])
    }

    @Test("Settings do not leak into the next run, and session.sql runs again")
    func settings() async throws {
        let seen = try await seen(
            schema: "create table stripe.seen (memory text, tag text);",
            upsert: """
                insert into stripe.seen values (current_setting('work_mem'), current_setting('own.tag', true));
                set work_mem = '1234kB';
                set own.tag = 'changed';
                """,
            session: "set own.tag = 'fresh';")
        #expect(seen == [[["4MB", "fresh"]], [["4MB", "fresh"]], [["4MB", "fresh"]]])
    }

    @Test("Temporary tables do not leak into the next run")
    func temporaryTables() async throws {
        let seen = try await seen(
            schema: "create table stripe.seen (there boolean);",
            upsert: """
                insert into stripe.seen values (to_regclass('pg_temp.scratch') is not null);
                create temporary table scratch (id integer);
                """)
        #expect(seen == [[["f"]], [["f"]], [["f"]]])
    }

    @Test("Prepared statements and cursors do not leak into the next run, and the harness's own stay")
    func preparedStatements() async throws {
        let seen = try await seen(
            schema: "create table stripe.seen (prepared bigint, cursors bigint);",
            upsert: """
                insert into stripe.seen select (select count(*) from pg_prepared_statements where from_sql),
                    (select count(*) from pg_cursors where is_holdable);
                prepare "left" as select 1;
                declare held cursor with hold for select 1;
                """,
            session: "prepare own as select 2;")
        #expect(seen == [[["1", "0"]], [["1", "0"]], [["1", "0"]]])
    }

    @Test("Sequences start again where the schema left them")
    func sequences() async throws {
        let seen = try await seen(
            schema: """
                create sequence stripe.counter start 7;
                create table stripe.seen (id serial, identity integer generated always as identity, number bigint);
                insert into stripe.seen (number) values (0);
                """, upsert: "insert into stripe.seen (number) values (nextval('stripe.counter'));")
        let expected: [[String?]] = [["1", "1", "0"], ["2", "2", "7"]]
        #expect(seen == [expected, expected, expected])
    }

    @Test("Rows that the schema inserted are there again, whatever a run did to them")
    func schemaRows() async throws {
        let seen = try await seen(
            schema: """
                create table stripe.seen (plans text);
                create table stripe.plans (
                    number integer generated always as identity primary key,
                    price integer not null,
                    double integer generated always as (price * 2) stored
                );
                create table stripe.features (plan integer not null references stripe.plans, name text);
                insert into stripe.plans (price) values (10), (20), (30);
                insert into stripe.features values (1, 'one'), (3, 'three');
                """,
            upsert: """
                insert into stripe.seen
                select string_agg(format('%s:%s:%s:%s', number, price, double, name), ' ' order by number)
                from stripe.plans left join stripe.features on plan = number;
                delete from stripe.features where plan = 1;
                delete from stripe.plans where number = 1;
                update stripe.plans set price = 99 where number = 2;
                insert into stripe.plans (price) values (40);
                """)
        let rows = [["1:10:20:one 2:20:40: 3:30:60:three"]] as [[String?]]
        #expect(seen == [rows, rows, rows])
    }

    @Test(
        "What scripts make, change or drop besides rows does not leak into the next run",
        arguments: [
            ("to_regclass('stripe.made')::text", "create table if not exists stripe.made (id text);"),
            ("to_regclass('stripe.made')::text", "select 1 as one into stripe.made;"),
            ("to_regclass('stripe.made')::text", "create index if not exists made on stripe.seen (what);"),
            (
                "to_regclass('stripe.made')::text",
                "do $$ begin execute 'create ' || 'view stripe.made as select 1'; end $$;"
            ),
            ("to_regprocedure('stripe.made()')::text", "create function stripe.made() returns int return 1;"),
            ("to_regnamespace('made')::text", "create schema if not exists made;"),
            ("obj_description('stripe.seen'::regclass)", "comment on table stripe.seen is 'made';"),
            ("(select relacl::text from pg_class where relname = 'seen')", "grant select on stripe.seen to public;"),
            (
                "(select string_agg(attname, ' ') from pg_attribute where attrelid = 'stripe.seen'::regclass and attnum > 0)",
                "alter table stripe.seen add column if not exists made text;"
            ),
            ("(select reltuples::text from pg_class where relname = 'seen')", "analyze stripe.seen;"),
            ("(select count(*)::text from pg_largeobject_metadata)", "select lo_from_bytea(0, 'made');"),
            ("(select convert_from(lo_get(7), 'UTF8'))", "select lo_put(7, 0, 'made');"),
            (
                "(select count(*)::text from stripe.summary)",
                "drop materialized view stripe.summary; "
                    + "create materialized view stripe.summary as select 1 as one union all select 2;"
            ),
        ])
    func catalogue(look: String, change: String) async throws {
        let seen = try await seen(
            schema: """
                create table stripe.seen (what text);
                create materialized view stripe.summary as select 1 as one;
                select lo_from_bytea(7, 'schema');
                """,
            upsert: "insert into stripe.seen (what) values (\(look)); \(change)")
        try #require(seen.count == 3 && seen[0].count == 1)
        #expect(seen.allSatisfy { $0.map { $0[0] } == seen[0].map { $0[0] } })
    }

    @Test("Materialized views are filled again from the rows that the schema inserted, or empty as it left them")
    func materializedViews() async throws {
        let seen = try await seen(
            schema: """
                create table stripe.seen (summary text, later text);
                create materialized view stripe.summary as select count(*) from stripe.seen;
                create materialized view stripe.later as select count(*) from stripe.summary with no data;
                """,
            upsert: """
                insert into stripe.seen select count, (select relispopulated from pg_class where relname = 'later')
                from stripe.summary;
                refresh materialized view stripe.summary;
                refresh materialized view stripe.later;
                """)
        #expect(seen == [[["0", "false"]], [["0", "false"]], [["0", "false"]]])
    }

    @Test("A database made anew has its pause points and its poison again")
    func builtInAgain() async throws {
        let scenario = Scenario(
            "one", "none", bounds: Bounds(workers: 1, records: 1, changes: 1), hazard: .delivery
        ) {
            $0.hasPausePoints = true
            $0.isPoisoned = true
        }
        let strategy = try TestStrategies.make([
            "schema.sql": try TestStrategies.guideSchema,
            "upsert.sql": "create schema if not exists made;\n" + (try TestStrategies.guardedUpsert),
        ])
        try await TestServer.run { server in
            try await server.withWorld(strategy, scenario) { world in
                for _ in 0..<3 {
                    let outcome = try await world.run()
                    #expect(outcome.log.contains { $0.contains("23514") })
                    let triggers = try await world.read(
                        "select tgname from pg_trigger where not tgisinternal order by 1")
                    #expect(triggers == [["00_converge_pause"], ["01_converge_poison"]])
                }
            }
        }
    }
}
