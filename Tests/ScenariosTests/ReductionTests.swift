import FakeSequin
import Simulation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What an exhaustive exploration leaves out must make no difference.
@Suite(.ownTime) struct ReductionTests {
    /// Worlds so small that every single order of their steps can be run: one record that is delivered twice, a
    /// change while its record is being written, and two records at once.
    static let scenarios = [
        Scenario(
            "redelivery", "none", bounds: Bounds(workers: 2, records: 1, changes: 1, clock: 1), expiry: .anyTime,
            hazard: .delivery),
        Scenario(
            "change", "none", bounds: Bounds(workers: 2, records: 1, changes: 2), hazard: .delivery),
        Scenario(
            "two-records", "none", bounds: Bounds(workers: 2, records: 2, changes: 2), hazard: .delivery),
        Scenario(
            "crash", "none", bounds: Bounds(workers: 2, records: 1, changes: 1, clock: 1, faults: 1),
            expiry: .onceHolderHasGone, faults: [.crash], hazard: .delivery),
    ]

    /// The guide's race, which takes too many orders where there are transactions.
    private static let race = Scenario(
        "race", "none", bounds: Bounds(workers: 2, records: 1, changes: 2, clock: 1), expiry: .anyTime,
        hazard: .redelivery)

    /// One that fails, one that holds, one with transactions, one that deletes rows; the nightly run takes all.
    private static let daily = ["naive-upsert", "guarded-upsert", "version-ledger", "guarded-hard-delete"]

    private struct Explored: Sendable {
        var results: [CellResult] = []
        var states: [Set<StateFingerprint>] = []
    }

    private func explore(_ strategy: Strategy, _ scenarios: [Scenario], reduces: Bool) async throws -> Explored {
        try await TestServer.run { server in
            var settings = VerificationSettings()
            settings.explorer = .exhaustive
            settings.reduces = reduces
            let verifier = try await Verifier(server: server.access, loop: server.loop, settings: settings)
            defer { verifier.close() }
            var explored = Explored()
            try await verifier.verify(strategy, scenarios: scenarios, cellsLeft: 1) { cell in
                explored.results.append(cell.result)
                explored.states.append(cell.finalStates)
            }
            return explored
        }
    }

    @Test(
        "Without the reduction a built-in strategy gets the same verdicts, and ends in the same states",
        arguments: isNightly ? BuiltInStrategies.names(in: .guide) : daily)
    func everyBuiltIn(name: String) async throws {
        let strategy = try BuiltInStrategies.load(name).strategy
        let hasTransactions = strategy.upsert.statementTexts.count > 1
        let scenarios = Self.scenarios + (hasTransactions ? [] : [Self.race])
        let reduced = try await explore(strategy, scenarios, reduces: true)
        let whole = try await explore(strategy, scenarios, reduces: false)
        #expect(whole.results.count == scenarios.count)
        for (index, result) in whole.results.enumerated() {
            let other = reduced.results[index]
            #expect(other.verdict == result.verdict, "\(result.scenario): \(other.because ?? "")")
            #expect(other.property == result.property, "\(result.scenario)")
            guard result.verdict == .exhausted else {
                #expect(result.verdict == .violated, "\(result.scenario): \(result.because ?? "")")
                continue
            }
            #expect(reduced.states[index] == whole.states[index], "\(result.scenario)")
            // Or the reduction would reduce nothing, and the test would say nothing. A fault depends on everything.
            if result.scenario != "crash" { #expect(other.schedules < result.schedules, "\(result.scenario)") }
        }
    }

    @Test(
        "What a script was answered, and what its open transaction has seen, are part of a state",
        arguments: [
            "select count(*) as n from stripe.marks \\gset\nselect 1;\ninsert into stripe.seen values (:'id', :n);",
            "begin;\ninsert into stripe.seen select :'id', count(*) from stripe.marks;\ncommit;",
        ])
    func unseenState(upsert: String) async throws {
        // Each worker notes how many were done before it looked, some steps before any other worker can see the note.
        let strategy = try TestStrategies.make([
            "schema.sql": """
            create schema stripe;
            create table stripe.subscriptions (id text primary key, updated_idx bigint);
            create table stripe.seen (id text, n bigint);
            create table stripe.marks (id text);
            """,
            "upsert.sql": upsert + """

                with mark as (insert into stripe.marks values (:'id'))
                insert into stripe.subscriptions values (:'id', :'updated_idx');
                """,
        ])
        let scenario = Scenario(
            "pair", "none", bounds: Bounds(workers: 2, records: 2, changes: 2), hazard: .delivery)
        let reduced = try await explore(strategy, [scenario], reduces: true)
        let whole = try await explore(strategy, [scenario], reduces: false)
        #expect(reduced.results.map(\.verdict) == [.exhausted])
        #expect(reduced.states == whole.states)
        // Neither had been done when the other looked, or one had, or the other; and rows lie in some order.
        #expect(reduced.states.allSatisfy { $0.count >= 3 })
    }

    /// A schema that shares something between records, and what upsert.sql does besides.
    private static let shared: [(schema: String, upsert: String)] = [
        (
            "create table stripe.totals (name text primary key, latest text);",
            "insert into stripe.totals values ('all', :'id') on conflict (name) do update set latest = excluded.latest;"
        ),
        (
            "create table stripe.log (id text, number serial);",
            "insert into stripe.log (id) values (:'id');"
        ),
        (
            "create function stripe.other() returns text language sql as $$ select 'x' $$;",
            "update stripe.subscriptions set plan_id = stripe.other() where id = :'id' and updated_idx = 0;"
        ),
        ("", "update stripe.subscriptions set quantity = 1 where id = :'id' or quantity > 100;"),
        ("", "delete from stripe.subscriptions where upstream_id = 'x' and id = :'id' is not true;"),
        ("", "delete from stripe.subscriptions where not (upstream_id = 'x' and id = :'id');"),
        (
            "",
            "delete from stripe.subscriptions where case when upstream_id = 'x' and id = :'id' and true then false end;"
        ),
        ("", "delete from stripe.subscriptions where upstream_id = :'id';"),
        ("", "update stripe.subscriptions set id = 'x' where id = :'id' and false;"),
        ("", "select updated_idx as v from stripe.subscriptions, pg_class where id = :'id' limit 1 \\gset\n"),
        (
            "do $$ begin execute 'alter role current_user set default_transaction_isolation = serializable'; end $$;",
            ""
        ),
        ("create policy own on stripe.subscriptions using (id <> 'x');", ""),
        (
            "create table stripe.locks (name text primary key, id text);",
            "insert into stripe.locks (name, id) values ('all', :'id') on conflict do nothing;"
        ),
        (
            "create table stripe.history (id text, v bigint);",
            """
            insert into stripe.history (id, v) values (:'id', :'updated_idx');
            select v from stripe.history where id = :'id' limit 1 \\gset
            """
        ),
        ("create unique index on stripe.subscriptions (upstream_id);", ""),
    ]

    @Test("What a strategy shares between records makes all its steps depend on each other", arguments: shared.indices)
    func sharing(index: Int) async throws {
        let more = Self.shared[index]
        let strategy = try TestStrategies.make([
            "schema.sql": try TestStrategies.guideSchema + "\n" + more.schema,
            "upsert.sql": try TestStrategies.guardedUpsert + "\n" + more.upsert,
        ])
        #expect(try await isLocal(strategy) == false)
    }

    @Test(
        "Where rows lie, and who wrote them, is part of a state where a script can ask for it",
        arguments: [
            "v from stripe.history where id = :'id' order by ctid desc limit 1",
            "v from stripe.history where id = :'id' order by xmin::text::bigint desc limit 1",
            "(array_agg(v))[count(*)] from stripe.history where id = :'id'",
        ])
    func unseenOrder(latest: String) async throws {
        let strategy = try TestStrategies.make([
            "schema.sql": try TestStrategies.guideSchema
                + "create table stripe.history (id text, v bigint, primary key (id, v));",
            "upsert.sql": """
            insert into stripe.history (id, v) values (:'id', :'updated_idx') on conflict do nothing;
            insert into stripe.subscriptions (id, updated_idx)
            select :'id', \(latest)
            on conflict (id) do update set updated_idx = excluded.updated_idx;
            """,
        ])
        let reduced = try await explore(strategy, [Self.race], reduces: true)
        #expect(reduced.results.map(\.verdict) == [.violated])
    }

    @Test("Strategies that keep to their record are known to", arguments: ["guarded-upsert", "guarded-hard-delete"])
    func keepingToTheRecord(name: String) async throws {
        #expect(try await isLocal(BuiltInStrategies.load(name).strategy))
    }

    private func isLocal(_ strategy: Strategy) async throws -> Bool {
        try await TestServer.run { server in
            try await server.withWorld(strategy, Self.race) { world in
                try await world.template.profileWrites()
                return world.template.footprints.isLocal
            }
        }
    }
}
