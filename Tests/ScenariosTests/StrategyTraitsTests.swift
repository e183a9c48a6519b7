import FakeSequin
import Simulation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What is not looked at, because a strategy cannot have changed it, must make no difference.
@Suite(.ownTime) struct StrategyTraitsTests {
    private static let race = Scenario(
        "race", "none", bounds: Bounds(workers: 2, records: 2, changes: 4, clock: 2, faults: 2),
        expiry: .anyTime, faults: [.crash, .connectionLostBeforeSend, .connectionLostAfterSend], hazard: .redelivery)

    @Test(
        "Without looks spared, a built-in strategy has the same histories",
        arguments: BuiltInStrategies.names(in: .guide))
    func sameHistories(name: String) async throws {
        let strategy = try BuiltInStrategies.load(name).strategy
        try await TestServer.run { server in
            try await server.withWorld(strategy, Self.race) { world in
                let traits = world.plan.traits
                for schedule in 0..<(isNightly ? 60 : 15) {
                    world.plan.traits = traits
                    let sparing = try await world.run(seed: 5, schedule: schedule, isRecording: true)
                    world.plan.traits = StrategyTraits()
                    let looking = try await world.run(seed: 5, schedule: schedule, isRecording: true)
                    #expect(sparing.steps.fingerprint == looking.steps.fingerprint)
                    #expect(sparing.violation == looking.violation)
                }
            }
        }
    }

    private static let ledger = """
        create table stripe.seen (id text, at timestamptz default clock_timestamp());
        create function stripe.note() returns trigger language plpgsql as
        $$ begin perform set_config('own.tag', 'x', false); return new; end $$;
        create trigger note before insert on stripe.subscriptions for each row execute function stripe.note();
        """

    @Test(
        "What a script could leave in its session, or write unseen, is looked at",
        arguments: [
            ("", "", true, true),
            ("", "set work_mem = '1MB';", false, false),
            ("", "select pg_advisory_xact_lock(1) from pg_class limit 1;", false, false),
            ("", "select setseed(0.5) from pg_class limit 1;", false, false),
            ("create sequence stripe.counter;", "", true, false),
            ("create table stripe.seen (id text);", "with w as (select 1) select * from w;", true, false),
            (ledger, "", false, false),
        ] as [(String, String, Bool, Bool)])
    func traits(schema: String, statement: String, isClean: Bool, isTold: Bool) async throws {
        let strategy = try TestStrategies.make([
            "schema.sql": try TestStrategies.guideSchema + schema,
            "upsert.sql": statement + "\n" + (try TestStrategies.guardedUpsert),
        ])
        try await TestServer.run { server in
            try await server.withWorld(strategy, Self.race) { world in
                #expect(
                    world.plan.traits
                        == StrategyTraits(
                            leavesSessionsClean: isClean, tagsTellWrites: isTold, dependsOnPages: false,
                            mayChangeCatalogue: false))
            }
        }
    }

    @Test(
        "Words that could change more than rows are known, in scripts and in functions",
        arguments: [
            ("", "create table made ();", true),
            ("", "select 1 as one into made;", true),
            ("", "with one as (select 1) select * into made from one;", true),
            ("", "do $$ begin execute 'cre' || 'ate table made ()'; end $$;", true),
            ("", "select lo_unlink(1) from stripe.seen;", true),
            ("", "insert into stripe.seen values (1);", false),
            ("", "with own as (insert into stripe.seen values (1)) select 1;", false),
            ("language sql as 'select 1 as one into made; select 1'", "", true),
            ("language sql as 'insert into stripe.seen values (1); select 1'", "", false),
            ("language plpgsql as 'declare n int; begin select 1 into n; return n; end'", "", false),
            ("language plpgsql as 'begin execute ''select 1''; return 1; end'", "", true),
        ])
    func catalogue(body: String, statement: String, isWatched: Bool) async throws {
        let function = body.isEmpty ? "" : "create function stripe.made() returns int \(body);"
        let strategy = try TestStrategies.make([
            "schema.sql": try TestStrategies.guideSchema + "create table stripe.seen (number int);" + function,
            "upsert.sql": statement + "\n" + (try TestStrategies.guardedUpsert),
        ])
        try await TestServer.run { server in
            try await server.withWorld(strategy, Self.race) { world in
                #expect(world.plan.traits.mayChangeCatalogue == isWatched)
            }
        }
    }

    @Test("A commit that begins the next transaction at once is seen as the commit that it is")
    func commitAndChain() async throws {
        let strategy = try TestStrategies.make([
            "upsert.sql": "begin;\n" + (try TestStrategies.guardedUpsert) + "\ncommit and chain;\ncommit;"
        ])
        let scenario = Scenario("one", "none", bounds: Bounds(workers: 1, records: 1, changes: 1), hazard: .delivery)
        try await TestServer.run { server in
            try await server.withWorld(strategy, scenario) { world in
                let outcome = try await world.run(seed: 1, schedule: 0, isRecording: true)
                let shown = outcome.steps.filter { step in step.notes.contains { $0.kind == .row } }
                #expect(shown.count == 1)
                let chained = try #require(strategy.upsert.statementTexts.firstIndex { $0.contains("chain") })
                let names = outcome.steps.compactMap(\.choice.call)
                let first = try #require(names.firstIndex { $0.hasPrefix("upsert.sql") })
                #expect(shown.first?.choice.call == names[first + chained])
            }
        }
    }

    @Test("Whether rows were written is read from the whole count")
    func counts() async throws {
        // Ten rows: the tag ends with a zero.
        let strategy = try TestStrategies.make([
            "schema.sql": try TestStrategies.guideSchema
                + "insert into stripe.subscriptions (id) select 'old' || n from generate_series(1, 10) n;",
            "upsert.sql": "delete from stripe.subscriptions where :'id' is not null;",
        ])
        let scenario = Scenario("one", "none", bounds: Bounds(workers: 1, records: 1, changes: 1), hazard: .delivery)
        try await TestServer.run { server in
            try await server.withWorld(strategy, scenario) { world in
                #expect(world.plan.traits.tagsTellWrites)
                let outcome = try await world.run(seed: 1, schedule: 0, isRecording: true)
                let delete = try #require(outcome.steps.first { $0.choice.action == .statement })
                #expect(delete.notes.count { $0.kind == .row } == 10)
            }
        }
    }
}
