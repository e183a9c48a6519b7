import Postgres
import Sequin
import Testing

@testable import Syncer

extension LiveTests {
    /// What is found out on a real session before the first delivery.
    @Suite struct PrepareTests {
        static let schema = """
            create table t (id text primary key, n int, at timestamptz, j jsonb);
            create function f(text) returns void language sql as 'select null';
            """

        /// Prepares an upsert.sql.
        static func prepare(
            _ text: String, session: String = "", on live: LiveSession
        ) async throws -> ScriptDestination {
            let strategy = try strategy(
                "fields: {n: integer, at: timestamp?}",
                ["upsert.sql": text, "session.sql": session])
            do {
                return try await ScriptDestination.prepared(strategy, on: live)
            } catch var error as StrategyError {
                error.file = String(error.file.split(separator: "/").last ?? "")
                throw error
            }
        }

        /// The statement, and whether its values go as parameters.
        static let decisions: [(sql: String, isParameter: Bool)] = [
            (
                "insert into t (id, n, at, j) values (:'id', :'n', :'at', :'data') on conflict (id) do update set n = :'n'",
                true
            ),
            ("select count(*) from t where id = :'id' and n <= :'updated_idx'", true),
            ("with a as (select 1 as x) insert into t (id, n) values (:'id', (select x from a))", true),
            ("with a as (select :'id' as x) select x from a", true), ("(select :'id')", true),
            ("delete from t where id = any(array[:'id', :'provider'])", true), ("values (:'id')", true),
            ("update t set n = :'n'::int where id=:'id'and n>1", true), ("select 1", true),
            ("select timestamptz :'at'", false), ("select jsonb_build_object('a', :'id')", false),
            ("select :\"id\", :'id' from (select 1 as probe) as x", false), ("select :n, :'n'", false),
            ("select :{?n}, :'n'", false), ("set application_name = :'id'", false), ("do :'id'", false),
            ("select 'a'\n:'id'", false), ("notify a, :'id'", false), ("select :'id' into temp x", false),
            ("create temp table y as select :'id' as a", false), ("call nothing(:'id')", false),
        ]

        @Test func aParameterStandsWhereItMeansTheSame() async throws {
            try await withCluster { cluster in
                try await cluster.withDatabase(
                    "a", schema: Self.schema + "create procedure nothing(text) language sql as '';"
                ) {
                    for (sql, isParameter) in Self.decisions {
                        let destination = try await Self.prepare(sql, on: $0)
                        let script = try #require(destination.scripts(of: "stripe:subscription")).upsert
                        let statement = try script.statements[0].statement(
                            Variables([
                                "id": "i", "n": "1", "at": nil, "updated_idx": "2", "data": "{}", "provider": "p",
                            ]))
                        #expect(statement.prepares == isParameter, "\(sql)")
                        if isParameter {
                            #expect(
                                statement.parameters.count == sql.count(where: { $0 == ":" })
                                    - (sql.contains("::") ? 2 : 0)
                            )
                            #expect(!statement.sql.contains(":'"))
                        } else {
                            #expect(statement.parameters.isEmpty)
                        }
                    }
                }
            }
        }

        static let errors: [(text: String, message: String)] = [
            ("select 1;\nselec 2;", "upsert.sql:2:1: Postgres says: syntax error at or near \"selec\""),
            (
                "select 1 from\n  nowhere where id = :'id'",
                "upsert.sql:2:3: Postgres says: relation \"nowhere\" does not exist"
            ),
            ("select :'id', ü.nil, 'ü' from t ü", "upsert.sql:1:15: Postgres says: column ü.nil does not exist"),
            ("select :'id', t.nil, 'a' from t", "upsert.sql:1:15: Postgres says: column t.nil does not exist"),
            (
                "insert into t (id, m) values (:'id', :'n')",
                "upsert.sql:1:20: Postgres says: column \"m\" of relation \"t\" does not exist"
            ),
            (
                "insert into t (id) values (:'id', :'n')",
                "upsert.sql:1:35: Postgres says: INSERT has more expressions than target columns"
            ),
            ("begin;\ncommit transactoin;", "upsert.sql:2:8: Postgres says: syntax error at or near \"transactoin\""),
            ("lock table :'id';", "upsert.sql:1:12: Postgres says: syntax error at or near \"'probe'\""),
            ("create temp table x (a nothing)", "upsert.sql:1:24: Postgres says: type \"nothing\" does not exist"),
            (
                "select 1;\nselect :ID",
                "upsert.sql:2:8: Postgres says: syntax error at or near \":\": there is no variable 'ID', so :ID was sent as it stands"
            ),
            (
                "select :n,\n :object",
                "upsert.sql:2:2: Postgres says: syntax error at or near \":\": there is no variable 'object', so :object was sent as it stands"
            ),
            ("insert into t (id, n) values (?, ?)", "upsert.sql:1:31: ? is no placeholder in psql: write :'name'"),
            ("select 1;\nselect n from t where id = ?", "upsert.sql:2:28: ? is no placeholder in psql: write :'name'"),
            ("insert into t (id) values (%(id)s)", "upsert.sql:1:28: %(id)s is no placeholder in psql: write :'id'"),
            ("insert into t (id) values (%s)", "upsert.sql:1:28: %s is no placeholder in psql: write :'name'"),
            ("select n from t\n where id = @id", "upsert.sql:2:13: @id is no placeholder in psql: write :'id'"),
            (
                "select j ? 'a', 5 % n, @n, nil from t",
                "upsert.sql:1:28: Postgres says: column \"nil\" does not exist"
            ),
            (
                "\\if :deleted\nselect nothing();\n\\endif",
                "upsert.sql:2:8: Postgres says: function nothing() does not exist: No function matches the given name and argument types. You might need to add explicit type casts."
            ),
            (
                "call nothing(:'id')",
                "upsert.sql:1:6: Postgres says: procedure nothing(unknown) does not exist: No procedure matches the given name and argument types. You might need to add explicit type casts."
            ),
        ]

        @Test func whatPostgresRejectsIsSaidWithItsPlace() async throws {
            try await withCluster { cluster in
                try await cluster.withDatabase("a", schema: Self.schema) { session in
                    for (text, message) in Self.errors {
                        do {
                            _ = try await Self.prepare(text, on: session)
                            Issue.record("nothing was wrong with \(text)")
                        } catch let error as StrategyError {
                            #expect(error.description == message)
                        }
                        #expect(session.transactionStatus == .idle)
                    }
                }
            }
        }

        static let accepted: [(session: String, upsert: String)] = [
            ("", "create temp table x (a text); insert into x values (:'id'); drop table x;"),
            ("", "create temp table if not exists x on commit drop as select :'id' as a; select a from x;"),
            ("", "select :'id' as a into temp x; select a from x; drop table x"),
            ("create temp table x (a text)", "insert into x values (:'id')"),
            ("create schema s; create table s.x (a text); set search_path = s", "insert into x values (:'id')"),
            ("do $$ begin create temp table x (a text); end $$", "insert into x values (:'id')"),
            ("prepare q (text) as select $1", "execute q(:'id')"),
            (
                "",
                "\\if :deleted\ncreate temp table x (a text);\n\\else\ncreate temp table x (a text);\n\\endif\ninsert into x values (:'id'); drop table x;"
            ),
            ("", "\\if :deleted\ndrop table t;\n\\else\nselect n from t;\n\\endif"),
            ("", "select timestamptz :'id'"), ("", "select :n from t"),
            ("", "select n as x from t \\gset\nselect :x, :'x' from t;"),
            (
                "",
                "begin isolation level serializable; set transaction read write; select 1; commit; vacuum t; listen a;"
            ),
            ("", "begin; savepoint a; select f(:'id'); release a; prepare transaction 'x'; rollback prepared 'x';"),
            ("", "\\if :{?more}\nselect :'more', :more;\n\\endif"),
        ]

        @Test func whatOnlyARunCanTellIsAccepted() async throws {
            try await withCluster { cluster in
                try await cluster.withDatabase("a", schema: Self.schema) { session in
                    for (index, scripts) in Self.accepted.enumerated() {
                        await #expect(throws: Never.self, "\(scripts)") {
                            _ = try await Self.prepare(scripts.upsert, session: scripts.session, on: session)
                        }
                        let left = try await session.rows(
                            "select relname from pg_class where relname = 'x' union all select name from pg_prepared_statements where name !~ '^converge_[0-9]'"
                        )
                        #expect(left == [], "\(index)")
                    }
                }
            }
        }

        @Test func aNullThatALiteralCannotHoldIsAWarning() async throws {
            try await withCluster { cluster in
                try await cluster.withDatabase("a", schema: Self.schema) { session in
                    let destination = try await Self.prepare("select 1;\nselect timestamptz :'at', :'n'", on: session)
                    #expect(
                        destination.warnings.map(\.description) == [
                            "upsert.sql:2:20: :'at' may be null, which Postgres does not take here; a cast behind it does"
                        ])
                }
            }
        }

        @Test func tablesOfRoutesAreNamedByVariables() async throws {
            let strategy = try strategy(
                "collections: {'stripe:subscription': stripe.subs, 'github:issue': 'github.\"Issues\"'}",
                ["upsert.sql": "insert into :\"table_schema\".:\"table_name\" (id, at) select :'id', :'table_name'"])
            let schema = """
                create schema stripe; create schema github;
                create table stripe.subs (id text, at text); create table github."Issues" (id text, at text);
                """
            try await withCluster { cluster in
                try await cluster.withDatabase("a", schema: schema) { session in
                    let destination = try await ScriptDestination.prepared(strategy, on: session)
                    for slug in strategy.collections {
                        var record = Record.subscription()
                        record.collectionSlug = slug
                        try await destination.apply(
                            Delivery(ackID: AckID("1"), record: record, deliverCount: 1), on: session)
                    }
                    #expect(try await session.rows("select * from stripe.subs") == [["r1", "subs"]])
                    #expect(try await session.rows("select * from github.\"Issues\"") == [["r1", "Issues"]])
                    let upsert = try #require(destination.scripts(of: "github:issue")?.upsert)
                    let statement = try upsert.statements[0].statement(Variables(["id": "x"]))
                    #expect(statement.prepares)
                    #expect(
                        statement.sql
                            == "insert into \"github\".\"Issues\" (id, at) select $1, 'Issues'")
                }
            }
        }

        @Test func errorsOfARunAreExplained() async throws {
            try await withCluster { cluster in
                try await cluster.withDatabase("a", schema: Self.schema) { session in
                    let destination = try await Self.prepare("select 1;\nselect :'id'::int,\n :'n' + 1/0", on: session)
                    let script = try #require(destination.scripts(of: "stripe:subscription")).upsert
                    let variables = Variables(["id": "it's", "n": "1"])
                    let statement = try script.statements[1].statement(variables)
                    let error = await #expect(throws: PostgresError.self) { try await session.run(statement) }
                    #expect(error?.sqlState == "22P02" || error?.sqlState == "22012")
                    let explained = script.explain(
                        PostgresError(sqlState: "42601", message: "boo", position: 20), of: statement,
                        variables: variables)
                    #expect(explained?.description == "upsert.sql:3:6: Postgres says: boo")
                    #expect(script.place(of: 1, in: statement, variables: variables)?.description == "upsert.sql:2:1")
                    #expect(script.place(of: 1, in: Statement("x"), variables: variables) == nil)
                }
            }
        }
    }
}
