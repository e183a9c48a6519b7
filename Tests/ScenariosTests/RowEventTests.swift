import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Races inside statements whose rows do not bear the record's id as their key: rows that all records share, surrogate
/// keys, partitions, tables without a key, rows of triggers and cascades.
@Suite(.ownTime) struct RowEventTests {
    /// A guard that reads its version in a subselect, as all of these do: it reads its own snapshot.
    private struct Input: CustomTestStringConvertible, Sendable {
        var name: String
        var table = "subscriptions"
        var schema: String
        var upsert: String
        var testDescription: String { name }

        var strategy: Strategy {
            get throws {
                try TestStrategies.make([
                    "schema.sql": schema, "upsert.sql": upsert,
                    "strategy.yml": "table: \(table)\ndeletes: soft\nfields: {plan_id: text, quantity: integer}\n",
                ])
            }
        }
    }

    private static let columns = "updated_idx bigint, deleted boolean, plan_id text, quantity int"

    private static func guarded(_ table: String) -> String {
        """
        insert into \(table) (id, updated_idx, deleted, plan_id, quantity)
        values (:'id', :'updated_idx', :'deleted', :'plan_id', :'quantity')
        on conflict (id) do update set updated_idx = excluded.updated_idx, deleted = excluded.deleted,
            plan_id = excluded.plan_id, quantity = excluded.quantity
        where coalesce((select updated_idx from \(table) where id = :'id'), 0) <= excluded.updated_idx;
        """
    }

    private static let inputs = [
        Input(
            name: "one row that all records share",
            schema: """
                create table documents (name text primary key, doc jsonb not null);
                insert into documents values ('subscriptions', '{}');
                create table seen (id text primary key, updated_idx bigint);
                create view subscriptions as
                select key as id, (value ->> 'deleted')::boolean as deleted, (value ->> 'updated_idx')::bigint as updated_idx,
                    value ->> 'plan_id' as plan_id, (value ->> 'quantity')::int as quantity
                from documents, jsonb_each(doc) where name = 'subscriptions';
                """,
            upsert: """
                insert into seen values (:'id', :'updated_idx')
                on conflict (id) do update set updated_idx = greatest(seen.updated_idx, excluded.updated_idx);
                update documents set doc = doc || jsonb_build_object(:'id'::text, jsonb_build_object(
                    'deleted', :'deleted'::boolean, 'updated_idx', :'updated_idx'::bigint, 'plan_id', :'plan_id'::text,
                    'quantity', :'quantity'::int))
                where name = 'subscriptions' and coalesce((
                    select (doc -> :'id' ->> 'updated_idx')::bigint from documents where name = 'subscriptions'
                ), 0) <= :'updated_idx'::bigint;
                """),
        Input(
            name: "a surrogate key behind a view",
            schema: """
                create table subs (pk bigint generated always as identity primary key, id text unique, \(columns));
                create view subscriptions as select id, updated_idx, deleted, plan_id, quantity from subs;
                """,
            upsert: guarded("subs")),
        Input(
            name: "a partitioned table",
            schema: """
                create table subscriptions (id text primary key, \(columns)) partition by hash (id);
                create table part_0 partition of subscriptions for values with (modulus 2, remainder 0);
                create table part_1 partition of subscriptions for values with (modulus 2, remainder 1);
                """,
            upsert: guarded("subscriptions")),
        Input(
            name: "a key of two columns, the first the same for all",
            schema: "create table subscriptions (tenant int default 1, id text, \(columns), primary key (tenant, id));",
            upsert: guarded("subscriptions").replacing("on conflict (id)", with: "on conflict (tenant, id)")),
        Input(
            name: "a table without a key",
            schema: "create table subscriptions (id text, \(columns));",
            upsert: """
                with gone as (
                    delete from subscriptions where id = :'id'
                        and coalesce((select max(updated_idx) from subscriptions where id = :'id'), 0) <= :'updated_idx'
                    returning 1
                )
                insert into subscriptions (id, updated_idx, deleted, plan_id, quantity)
                select :'id', :'updated_idx', :'deleted', :'plan_id', :'quantity'
                where exists (select from gone) or not exists (select from subscriptions where id = :'id');
                """),
    ]

    private func result(
        _ strategy: Strategy, _ scenario: Scenario, _ settings: VerificationSettings
    ) async throws -> CellResult? {
        try await TestServer.run { server in
            let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
            defer { verifier.close() }
            var results: [CellResult] = []
            try await verifier.verify(strategy, scenarios: [scenario], cellsLeft: 1) { results.append($0.result) }
            return results.first
        }
    }

    @Test("A guard that reads its own snapshot is found out by random schedules", arguments: inputs)
    private func random(_ input: Input) async throws {
        var settings = VerificationSettings()
        settings.worlds = 2
        let result = try await result(try input.strategy, Catalogue.overlappingStatements, settings)
        #expect(result?.verdict == .violated, "\(result?.because ?? "no reason")")
        #expect(result?.counterexample?.minimal == true)
    }

    @Test(
        "It is found out by an exhaustive exploration, which claims nothing false",
        arguments: isNightly ? inputs : Array(inputs.prefix(2)))
    private func exhaustive(_ input: Input) async throws {
        var settings = VerificationSettings()
        settings.worlds = 2
        settings.explorer = .exhaustive
        settings.changes = 2
        let result = try await result(try input.strategy, Catalogue.overlappingStatements, settings)
        #expect(result?.verdict == .violated, "\(result?.because ?? "no reason")")
    }

    @Test("A row that all statements write first lets them wait for each other, and is no alarm")
    func sharedCounter() async throws {
        let strategy = try TestStrategies.make([
            "schema.sql": """
            create table parent (id int primary key, n int not null);
            insert into parent values (1, 0);
            create function up() returns int language plpgsql as $$
            begin update parent set n = n + 1 where id = 1; return 1; end $$;
            create table subscriptions (id text primary key, \(Self.columns));
            """,
            "upsert.sql": """
            insert into subscriptions (id, updated_idx, deleted, plan_id, quantity)
            select :'id', :'updated_idx', :'deleted', :'plan_id', :'quantity' from up()
            on conflict (id) do update set updated_idx = excluded.updated_idx, deleted = excluded.deleted,
                plan_id = excluded.plan_id, quantity = excluded.quantity
            where subscriptions.updated_idx <= excluded.updated_idx;
            """,
            "strategy.yml": "table: subscriptions\ndeletes: soft\nfields: {plan_id: text, quantity: integer}\n",
        ])
        for scenario in [Catalogue.overlappingStatements, Catalogue.batchDeadlock] {
            var settings = VerificationSettings()
            settings.worlds = 2
            settings.schedules = isNightly ? 200 : 30
            let result = try await result(strategy, scenario, settings)
            #expect(result?.verdict == .sampled, "\(scenario.name): \(result?.because ?? "no reason")")
        }
    }

    @Test("Where no statement can pause, the cell says so before it spends its schedules")
    func nothingPauses() async throws {
        let strategy = try TestStrategies.make(["upsert.sql": "select :'id', :'deleted', :'updated_idx';"])
        let result = try await result(strategy, Catalogue.overlappingStatements, VerificationSettings())
        #expect(result?.verdict == .skipped)
        #expect(result?.schedules == 0)
        #expect(result?.because?.hasPrefix("no statement pauses") == true, "\(result?.because ?? "no reason")")
    }
}
