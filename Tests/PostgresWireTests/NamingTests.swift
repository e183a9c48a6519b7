import TestSupport
import Testing

@testable import PostgresWire

@Suite(.ownTime) struct NamingTests {
    @Test(
        "A name has no literals, no comments and one line",
        arguments: [
            ("insert into t values ('a', 1, -2.5e-3, 'it''s') ;", "insert into t values (?, ?, ?, ?)"),
            (
                "update t\n  set a = E'\\'x', b = $1 -- trace 17\n where id = $tag$ $1 $tag$",
                "update t set a = ?, b = $1 where id = ?"
            ),
            ("select /* a /* b */ c */ a-1, b - 2 from \"T 1\"", "select a-?, b - ? from \"T 1\""),
            ("select 'a'::uuid, U&'\\0061', x'1f', .5, 1e5, t1.a2", "select ?::uuid, ?, ?, ?, ?, t1.a2"),
            ("select 'open", "select ?"), ("", ""), ("a; b;", "a; b"),
            ("select a $b$ c", "select a ?"),
            ("values (-1), (a -1)", "values (?), (a -?)"),
            ("values ('a', -1), ($1,null) , ($3,default) returning 1", "values (?, ?), … returning ?"),
            (
                "select f(1), (2), g() where a in (1, 2,3) or b IN ($1)",
                "select f(?), (?), g() where a in (?, …) or b IN ($1)"
            ),
            ("MOVE FORWARD 5 __asyncpg_portal_8__", "MOVE FORWARD ? ?"), ("fetch all in \"c 1\"", "fetch all in ?"),
            ("declare c cursor for select a from t", "declare ? cursor for select a from t"),
            ("rollback to savepoint _pg3_2", "rollback to savepoint ?"), ("execute s7 (1)", "execute ? (?)"),
            ("prepare s as select a", "prepare ? as select a"), ("prepare transaction 'a'", "prepare transaction ?"),
        ])
    func names(sql: String, name: String) {
        #expect(StatementName(sql: sql).description == name)
    }

    @Test(
        "Bookkeeping is what no other session can see",
        arguments: [
            "begin", "BEGIN ISOLATION LEVEL SERIALIZABLE", "start transaction", "set a = 1", "reset all", "show x", "",
            "-- ping", ";", "select 1", "SELECT 1 AS a, 'x'::text", "select version()", "select pg_catalog.version()",
            "select current_schema()", "select set_config('a', 'b', false)", "savepoint a", "release a", "discard all",
            "deallocate s", "listen c", "close all", "begin; set local a = 1",
            "select t.oid, typname from pg_catalog.pg_type t join pg_namespace n on n.oid = typnamespace where typname = any($1)",
            "select 1 from information_schema.tables, pg_class where relname = 'a'",
            "with recursive types(oid, n) as (select oid, 1 from pg_type), b as (select 1) select * from types, b",
            "select pg_catalog.format_type(a.atttypid, a.atttypmod) from pg_attribute a where exists (select 1 from pg_class)",
            "select a from unnest(current_schemas(true)) as a, pg_class",
        ])
    func bookkeeping(sql: String) {
        let traits = StatementTraits(sql: sql)
        #expect(traits.isBookkeeping)
        #expect(!traits.isEnd)
    }

    @Test(
        "What may be seen, or may see others, is not",
        arguments: [
            "select a from t", "select f()", "select pg_advisory_lock(1)", "select nextval('s')", "select now()",
            "select 1 from pg_type, t", "select 1 from pg_type join t on true", "select * from pg_locks",
            "select * from pg_stat_activity", "select pg_advisory_lock(oid) from pg_class", "select 1 into a",
            "with a as (insert into t values (1) returning 1) select * from a", "set constraints all immediate",
            "begin; insert into t values (1)", "rollback to a", "select oid from pg_class for update", "notify c",
            "prepare transaction 'a'", "commit prepared 'a'", "select (select a from t)",
            "select * from pg_class where exists (select 1 from t)", "select * from generate_series(1, 2), t",
            "select * from \"pg_type\"", "select * from pg_catalog.pg_locks", "table t", "values (f())", "do 'x'",
        ])
    func choices(sql: String) {
        #expect(!StatementTraits(sql: sql).isBookkeeping)
    }

    @Test(
        "What ends a transaction is told from what does not",
        arguments: [
            ("commit", StatementTraits.Control.ends), ("ROLLBACK", .ends), ("end", .ends), ("abort work", .ends),
            ("rollback to savepoint a", nil), ("commit and chain", nil), ("commit and no chain", .ends),
            ("begin", .begins), ("start transaction", .begins), ("insert into t values ('begin')", nil),
            ("begin; commit", .ends), ("commit; begin", .begins),
        ])
    func controls(sql: String, control: StatementTraits.Control?) {
        #expect(StatementTraits(sql: sql).control == control)
    }

    @Test("A strategy's own bookkeeping counts, by its name")
    func settings() {
        let settings = WireSettings(password: "secret") { $0 == "select pg_advisory_unlock_all() where a = ?" }
        var connection = WireConnection.open(settings)
        let held = connection.fromClient(Client.query("select pg_advisory_unlock_all() where a = 5")).held
        #expect(held?.isBookkeeping == true)
    }

    @Test("A step is named by its statements")
    func steps() {
        let statement = HeldStatement(sql: "copy t from stdin")
        #expect(HeldStep(kind: .copyData, statements: [statement]).name == "copy t from stdin (data)")
        #expect(HeldStep(kind: .commit, statements: [statement]).name == "commit")
        #expect(HeldStep(kind: .functionCall).name == "function call")
    }
}
