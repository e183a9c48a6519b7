import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime) struct RealTimeTests {
    @Test(arguments: [
        ("set local lock_timeout = '1s'", "lock_timeout", 11), ("set statement_timeout = 5", "statement_timeout", 5),
        ("select pg_sleep(1)", "pg_sleep()", 8), ("select pg_catalog.now ()", "now()", 19),
        ("select CURRENT_TIMESTAMP", "current_timestamp", 8), ("select clock_timestamp()", "clock_timestamp()", 8),
        ("select random()", "random()", 8), ("select gen_random_uuid()", "gen_random_uuid()", 8),
        ("select uuid_generate_v4()", "uuid_generate_v4()", 8), ("select localtime", "localtime", 8),
        ("select set_config('lock_timeout', '1', true)", "lock_timeout", 19),
        ("select set_config('statement_timeout', '1', true)", "statement_timeout", 19),
    ])
    func warnsOfRealTimeAndRealChance(sql: String, name: String, column: Int) throws {
        let script = try Script.parse(text: "-- now()\n\(sql);", file: "upsert.sql")
        #expect(
            script.warnings.map(\.description) == [
                "upsert.sql:2:\(column): \(name) runs on real time or real chance, so schedules may not replay"
            ])
    }

    @Test(arguments: [
        "select 'now()', \"random\"(), now, t.random from t", "/* pg_sleep(1) */ select 1 -- random()",
        "select $$ select now() $$", "select set_config('application_name', 'lock_timeout', true)",
        "select known(), randomly()", "select \"current_timestamp\"",
    ])
    func doesNotCryWolf(sql: String) throws {
        #expect(try Script.parse(text: sql, file: "upsert.sql").warnings.isEmpty)
    }
}
