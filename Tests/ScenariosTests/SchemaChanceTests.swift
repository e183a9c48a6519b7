import OrderedCollections
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What of a schema is warned of, since it runs on real time or real chance and may decide an outcome.
@Suite(.ownTime) struct SchemaChanceTests {
    private static let table = """
        create table orders (
            id text primary key, deleted boolean, updated_idx bigint, plan_id text,
            created_at timestamptz default now(), token uuid default gen_random_uuid()
        );

        """

    private static let upsert = """
        insert into orders as stored (id, deleted, updated_idx, plan_id)
        values (:'id', :'deleted', :'updated_idx', :'plan_id')
        on conflict (id) do update set
            deleted = excluded.deleted, updated_idx = excluded.updated_idx, plan_id = excluded.plan_id
        where stored.updated_idx <= excluded.updated_idx;

        """

    private func chance(_ schema: String, upsert: String = upsert, table: String = "orders") async throws
        -> SchemaChance
    {
        let strategy = try TestStrategies.make([
            "schema.sql": schema, "upsert.sql": upsert,
            "strategy.yml": "collection: stripe:subscription\ntable: \(table)\n",
        ])
        let scenario = Catalogue.inOrder
        return try await TestServer.run { server in
            try await server.withWorld(strategy, scenario) { $0.template.chance }
        }
    }

    private static func trigger(_ body: String, _ more: String = "") -> String {
        """
        create function stamp() returns trigger language plpgsql as $$ \(body) $$;
        create trigger stamps before insert or update on orders for each row \(more) execute function stamp();

        """
    }

    @Test(
        "Each kind of object is named",
        arguments: [
            (
                trigger("begin if random() < 0.5 then return null; end if; return new; end"),
                "the trigger function stamp() uses random()"
            ),
            (
                trigger("begin new.plan_id := clock_timestamp()::text; return new; end"),
                "the trigger function stamp() uses clock_timestamp() for column orders.plan_id"
            ),
            (
                trigger("declare t text := random(); begin new.plan_id := t; return new; end"),
                "the trigger function stamp() uses random() for column orders.plan_id"
            ),
            (
                trigger("begin execute 'select pg_sleep(0)'; return new; end"),
                "the trigger function stamp() uses pg_sleep"
            ),
            (
                "create function luck() returns float language sql as 'select random()';\n"
                    + trigger("begin perform 1 where luck() < 2; return new; end"),
                "the trigger function stamp() uses luck(), which uses random()"
            ),
            (
                trigger("begin return new; end", "when (new.updated_idx > extract(epoch from now()))"),
                "the condition of the trigger stamps of orders uses now()"
            ),
            (
                "alter table orders add check (created_at <= clock_timestamp());\n",
                "the check orders_created_at_check of orders uses clock_timestamp()"
            ),
            (
                "create domain late as text check (value <> timeofday());\n"
                    + "alter table orders alter column plan_id type late;\n",
                "the check late_check of orders uses timeofday()"
            ),
            (
                "create table log (at timestamptz, n int);\n"
                    + "create rule tell as on delete to orders where random() > 2 do also insert into log values (null, 1);\n",
                "the rule tell of orders uses random()"
            ),
            (
                "create function half() returns text language sql immutable as 'select random()::text';\n"
                    + "alter table orders add upstream_id text generated always as (half()) stored;\n",
                "the generated column orders.upstream_id uses half(), which uses random()"
            ),
            (
                "create domain luck as text default random()::text;\nalter table orders add sync_id luck;\n",
                "the default of column orders.sync_id, that of its domain luck, uses random()"
            ),
            (
                "alter table orders add sync_id text default gen_random_uuid();\n",
                "the default of column orders.sync_id uses gen_random_uuid()"
            ),
            (
                "alter table orders add n int default random() * 10; create unique index on orders (n);\n",
                "the default of column orders.n uses random()"
            ),
            (
                trigger("begin if new.created_at < old.created_at then return null; end if; return new; end"),
                "the default of column orders.created_at uses now()"
            ),
        ])
    func kinds(more: String, clause: String) async throws {
        let found = try await chance(Self.table + more)
        #expect(found.deciding.contains(clause), "\(found.deciding)")
    }

    @Test("A judged view, and a function that a script calls")
    func viewsAndCalls() async throws {
        let view = try await chance(
            Self.table + "create view fresh as select * from orders where created_at <= now();\n", table: "fresh")
        #expect(view.deciding.contains("the view fresh uses now()"))
        #expect(view.deciding.contains("the default of column orders.created_at uses now()"))
        let called = try await chance(
            Self.table + "create function luck() returns float language sql as 'select random()';\n",
            upsert: Self.upsert + "select luck();\n")
        #expect(called.deciding == ["the function luck() uses random()"])
    }

    @Test(
        "Columns that decide nothing, and what no script reaches, are in nearly every schema",
        arguments: [
            "",
            trigger("begin new.created_at = now(); return new; end"),
            trigger("begin new.created_at := coalesce(new.created_at, now()); return new; end"),
            trigger("begin raise notice 'at %', clock_timestamp(); return new; end"),
            "create table audit (n bigint generated always as identity, id text, at timestamptz);\n"
                + trigger("begin insert into audit (id, at) values (new.id, now()); return new; end"),
            "create function luck() returns float language sql as 'select random()';\n",
            "create function old() returns bigint language sql as 'select count(*) from orders where created_at < now()';\n"
                + "create view report as select * from orders where created_at < now();\n",
            "create table other (id text, at timestamptz default now() check (at < now()), luck text default random());\n",
            "create view plain as select id, deleted, updated_idx, plan_id, created_at from orders;\n",
            "alter table orders alter column plan_id set default now()::text;\n",
        ])
    func noNoise(more: String) async throws {
        let found = try await chance(Self.table + more)
        #expect(found.deciding.isEmpty, "\(found.deciding)")
        #expect(found.filling.contains("the default of column orders.created_at uses now()"))
    }

    @Test("A column that a view shows under its own name is not read by it")
    func shownColumn() async throws {
        let schema =
            Self.table + "create view plain as select id, deleted, updated_idx, plan_id, created_at from orders;\n"
        #expect(try await chance(schema, table: "plain").deciding.isEmpty)
    }

    @Test("A default counts where one of the inserts leaves the column out")
    func defaults() async throws {
        let schema = Self.table + "alter table orders alter column plan_id set default random()::text;\n"
        #expect(try await chance(schema).deciding.isEmpty)
        let second = "insert into orders (id) values (:'id') on conflict do nothing;\n"
        #expect(
            try await chance(schema, upsert: second + Self.upsert).deciding
                == ["the default of column orders.plan_id uses random()"])
    }

    @Test("Built-in strategies give no occasion", arguments: BuiltInStrategies.names(in: .guide))
    func guide(name: String) async throws {
        let strategy = try BuiltInStrategies.load(name).strategy
        let found = try await TestServer.run { server in
            try await server.withWorld(strategy, Catalogue.inOrder) { $0.template.chance }
        }
        #expect(found.deciding.isEmpty)
    }

    @Test("It is said once, before the first cell, and beside a failure that does not replay")
    func isSaid() async throws {
        let strategy = try TestStrategies.make([
            "schema.sql": Self.table
                + Self.trigger(
                    """
                    begin
                        if current_database() like '%\\_w2' and random() < 2 then return null; end if;
                        return new;
                    end
                    """),
            "upsert.sql": Self.upsert,
            "strategy.yml": "collection: stripe:subscription\ntable: orders\n",
        ])
        let (warnings, cells) = try await TestServer.run { server in
            let warnings = Warnings()
            var settings = VerificationSettings()
            settings.onWarning = { warnings.add($0) }
            let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
            defer { verifier.close() }
            var cells: [CellOutcome] = []
            try await verifier.verify(
                strategy, scenarios: [Catalogue.inOrder, Catalogue.concurrentWorkers], cellsLeft: 2
            ) { cells.append($0) }
            return (warnings.all, cells)
        }
        #expect(
            warnings == [
                "\(strategy.folder): the trigger function stamp() uses random(): real time or real chance, so schedules "
                    + "may not replay"
            ])
        #expect(
            cells.first?.result.because?.hasSuffix(
                "this failure does not replay; on real time or real chance runs what may decide it: the trigger function "
                    + "stamp() uses random()") == true, "\(cells.first?.result.because ?? "")")
    }

    private final class Warnings: @unchecked Sendable {
        private(set) var all: [String] = []
        func add(_ text: String) { all.append(text) }
    }
}
