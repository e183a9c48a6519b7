import TestSupport
import Testing

@testable import Scenarios

/// What a statement may do, as its words tell.
@Suite(.ownTime) struct StatementReachTests {
    private static let writers = [
        "insert into t values (1)", "  Update t set a = 1", "select f()", "execute write(1)",
        "merge into t using s on true when matched then delete", "-- select\ninsert into t values (1)",
        "/* select /* nested */ */ delete from t", "/* never closed insert", "select 'never closed",
        "select \"never closed", "select $a$ never closed $b$", "delete from t where a = E'\\'", "truncate t",
        "create table made ()", "copy t from stdin", "select a into made from t", "select a /**/into/**/ made from t",
        "select 1into made", "select a from u&\"\\0074\"", "explain analyze insert into t values (1)",
        "table t; delete from t",
        "begin; insert into t values (1)", "(with w as (insert into t values (1)) select 1)", "fetch c",
        "select \"F\"(1)", "values (f())", "é", "'a' select", "1 commit", "select/**/f/**/()", "select 0x1F",
    ]
    private static let quiet = [
        "select 1 from t", "commit", "set work_mem = '1MB'", "/* insert */ select 1", "", "-- insert", "begin",
        "select a from t where b = $1 and c > 1e5 for update", "select \"into\", 'insert' from t", "savepoint s",
        "commit and chain", "/* traced */ -- twice\n rollback", "lock t", "table t", "select b & 1, pinto from t",
        "select 'it''s', e'\\n', $$;$$ from t", "select a from t where b = $1", "select a - -1, 1.5e-3 from t1a",
    ]

    @Test(
        "Statements that may write rows can pause at them, and may have committed when their connection is lost",
        arguments: writers.map { ($0, true) } + quiet.map { ($0, false) })
    func writes(statement: String, mayWrite: Bool) {
        #expect(StatementReach(statement).mayWriteRows == mayWrite)
        #expect(StatementOpening(statement).mayWriteRows == mayWrite)
    }

    @Test("A comment before it does not hide what a statement is")
    func comments() {
        #expect(StatementOpening("/* traced */ commit").isCommit)
        #expect(StatementOpening("-- traced\n  begin").startsPlainTransaction)
        #expect(!StatementOpening("-- commit").isCommit)
    }

    @Test(
        "A commit is known, and one that may be",
        arguments: [
            ("COMMIT", true), ("end", true), ("commit and chain", true), ("commit/**/", true),
            ("insert into t values (1); commit", true), ("/* never closed", true), ("begin", false),
            ("insert into t values ('commit')", false), ("rollback", false), ("select 1;", false),
        ])
    func commits(statement: String, isCommit: Bool) {
        #expect(StatementReach(statement).isCommit == isCommit)
        #expect(StatementOpening(statement).isCommit == isCommit)
    }

    @Test(
        "A transaction with snapshots of its statements' own is known",
        arguments: [
            ("begin", true), (" Start transaction", true), ("begin isolation level read committed", true),
            ("begin /* serializable */", true), ("begin isolation level serializable", false),
            ("begin isolation level repeatable/**/read", false), ("begin; delete from t", false), ("begin /*", false),
            ("begun", false), ("commit", false), ("", false),
        ])
    func begins(statement: String, isPlain: Bool) {
        #expect(StatementReach(statement).startsPlainTransaction == isPlain)
        #expect(StatementOpening(statement).startsPlainTransaction == isPlain)
    }

    private static let unreadable = [
        "insert into t values (1) /* never closed", "insert into t values ('never closed)", "select \"a from t",
        "select $a$ from t", "select a from t where b = e'\\'",
    ]
    private static let hiding = [
        "select u&\"\\006co_create\"(1) from t", "insert into U&\"t\" values (1)", "select 1e, 2into from t",
        "delete from t where f(e'\\x63reate')", "delete from t where f('cre'\n'ate')", "select $1into from t",
    ]

    @Test("What cannot be read, or may hide a name, may do anything", arguments: unreadable + hiding)
    func mayDoAnything(statement: String) {
        let reach = StatementReach(statement)
        #expect(reach.leavesSessionState)
        #expect(reach.mayChangeCatalogue)
        #expect(reach.readsSystemState)
        #expect(reach.hasItsOwnSnapshot)
        #expect(!reach.isToldByItsTag)
        #expect(!reach.controlsTransactions)
        #expect(FunctionBody(language: "sql", source: statement).leavesSessionState)
        #expect(FunctionBody(language: "plpgsql", source: statement).mayChangeCatalogue)
    }

    @Test(
        "What may change the catalogue is known, through quotes but not through comments",
        arguments: [
            ("do $$ begin create table made (); end $$", true), ("select \"CREATE\"()", true),
            ("select a, b into made from t", true), ("select a/**/into made from t", true),
            ("select 'insert' into made from t", true), ("select \"insert\" into made from t", true),
            ("select lo_unlink(1) from t", true), ("select \"lo_unlink\"(1) from t", true),
            ("insert into t values ('alter')", true), ("/* create /* drop */ alter */ delete from t", false),
            ("insert /* a */ into t values (1)", false), ("cre/**/ate", false),
            ("insert into t values (E'it''s', $1, 'x')", false), ("delete from t -- grant", false),
        ])
    func catalogue(statement: String, mayChange: Bool) {
        #expect(StatementReach(statement).mayChangeCatalogue == mayChange)
    }

    @Test(
        "What may stay in the session is known",
        arguments: [
            ("set work_mem = '1MB'", true), ("select pg_advisory_lock(1) from t", true),
            ("select \"Set_Config\"('a', 'b', false) from t", true), ("select f('from')", true),
            ("select f() is distinct from 1", true), ("insert into t values (nextval('s'))", true),
            ("begin; set work_mem = '1MB'", true), ("", true), ("commit", false), ("select a from t", false),
            ("insert into t values (1) -- nextval", false), ("select a is distinct from 1 from t", false),
        ])
    func session(statement: String, leaves: Bool) {
        #expect(StatementReach(statement).leavesSessionState == leaves)
    }

    @Test(
        "Questions about what no table shows are known",
        arguments: [
            ("select \"ctid\" from t", true), ("select a from PG_stat_activity", true), ("select txid_current()", true),
            ("select pg_typeof(a) from t", false), ("select a from t -- xmin", false),
        ])
    func system(statement: String, reads: Bool) {
        #expect(StatementReach(statement).readsSystemState == reads)
    }

    @Test(
        "Functions are read as statements are",
        arguments: [
            ("plpgsql", "begin/**/set work_mem = '1MB'; end", true, false),
            ("plpgsql", "begin if true then reset all; end if; end", true, false),
            ("plpgsql", "begin execute 'select 1'; end", true, true),
            ("plpgsql", "declare n int; begin select 1 into n; update t set a = n; end", false, false),
            ("plpgsql", "begin /* create */ update t set a = 1; end", false, false),
            ("sql", "select 1 as one into made", false, true), ("sql", "insert/**/into t values (1)", false, false),
            ("c", "anything", true, true), ("sql", "", true, true),
        ])
    func functions(language: String, source: String, leaves: Bool, mayChange: Bool) {
        let body = FunctionBody(language: language, source: source)
        #expect(body.leavesSessionState == leaves)
        #expect(body.mayChangeCatalogue == mayChange)
    }
}
