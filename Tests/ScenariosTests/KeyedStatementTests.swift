import TestSupport
import Testing

@testable import Scenarios

/// Which statements keep to the rows of their record, by which column; and for which the order of rows may matter.
@Suite(.ownTime) struct KeyedStatementTests {
    private func keys(_ statement: String) -> Set<String>? {
        StatementTokens(statement).flatMap(KeyedStatement.init)?.columns
    }

    @Test(
        "A statement about one record's rows is known",
        arguments: [
            ("insert into s.t (id, v) values (:'id', :'updated_idx')", ["id"]),
            ("insert into s.t as x (v, \"Key\") values (1, :'id'::text) on conflict (\"Key\") do nothing", ["Key"]),
            ("insert into t (id, p) values (:'id', :'id') on conflict (id) do update set p = 1 where t.v < 2", ["id"]),
            ("insert into t (id) values (:'id') on conflict (id) do update set id = excluded.id returning 1", ["id"]),
            ("insert into t (id, v) values (:'id', coalesce(:'v', 'a')), (:'id', 'b')", ["id"]),
            ("update s.t as x set v = 1, w = greatest(w, 2) where x.id = :'id' and (v < 3 or v is null)", ["id"]),
            ("update t set v = 1 where (t.id = :'id') and v is distinct from 4", ["id"]),
            ("delete from t where :'id'::uuid = id", ["id"]),
            ("select v < :'updated_idx' as newer from t where id = :'id' order by v for update skip locked", ["id"]),
            ("select :'updated_idx'::bigint > 4 as newer", []),
        ] as [(String, Set<String>)])
    func keeps(statement: String, columns: Set<String>) {
        #expect(keys(statement) == columns)
    }

    @Test(
        "No column is known where the rows could be others'",
        arguments: [
            "insert into t (id, v) values ('all', :'id'), (:'id', :'id')",
            "update t set id = 'x' where id = :'id'", "update t set v = 1 where id = :'id' or true",
            "delete from t where id = :'id' is not true", "delete from t where not (id = :'id')",
            "delete from t where id = :'id' collate \"x\"", "delete from t where id <= :'id'",
            "delete from t where id = :'id'::char", "delete from t where v between 1 and id = :'id' and true",
            "delete from t where case when v and id = :'id' and w then x end", "delete from t where id = any(:'id')",
            "select v from t where id || '' = :'id'", "insert into t (id) values (:'id' || 'x')",
        ])
    func isOpen(statement: String) {
        let columns = keys(statement) ?? []
        #expect(columns.subtracting(["v"]).isEmpty)
    }

    @Test(
        "What may reach further is not taken for a plain statement",
        arguments: [
            "insert into t values (:'id')", "insert into t (id) select :'id'", "delete from t",
            "update t set v = (select 1) where id = :'id'", "update t set v = u.v from u where t.id = :'id'",
            "delete from t using u where t.id = :'id'", "select v from t, u where t.id = :'id'",
            "select count(*) from t where id = :'id'", "select v from t where id = :'id' and f(v)",
            "select xmin from t where id = :'id'", "select nextval('s')", "select v into x from t where id = :'id'",
            "with a as (select 1) select 1", "insert into t (id, v) values (:'id', :v)", "truncate t",
            "insert into t (id, v) values (:'id', default)", "update only t set v = 1 where id = :'id'",
            "insert into t (id) values (:'id') on conflict (id) do update set (v, w) = (1, 2)",
        ])
    func isNone(statement: String) {
        #expect(keys(statement) == nil)
    }

    @Test(
        "The order of rows may matter",
        arguments: [
            "select v from t where id = :'id' limit 1", "select array_agg(v) from t",
            "select distinct on (id) v from t", "insert into t select v from u",
            "select v, row_number() over () from t",
            "update t set v = u.v from u where t.id = :'id'", "update t set v = 1 where plan = :'plan'",
            "delete from t where id in (select id from u)", "with a as (select id from t for update) select 1",
            "do 'begin end'", "call p()", "select :v",
        ])
    func orderMatters(statement: String) { #expect(RowOrder.matters(in: statement)) }

    @Test(
        "The order of rows does not matter",
        arguments: [
            "with a as (select v from t where id = :'id' for update) select count(*) > 0 as found from a",
            "insert into t (id) values (:'id') on conflict (id) do update set v = excluded.v where t.v <= excluded.v",
            "with c as (insert into t (id) values (:'id') on conflict (id) do update set v = 1 returning id) "
                + "select count(*) from c",
            "select v is distinct from 4 from t where id = :'id'", "delete from t where id = :'id' and v < 4",
        ])
    func orderDoesNotMatter(statement: String) { #expect(!RowOrder.matters(in: statement)) }
}
