import Foundation
import Postgres
import Sequin
import TestSupport
import Testing

@testable import Syncer

extension LiveTests {
    /// What our interpreter does is what the real psql does.
    @Suite struct PsqlComparisonTests {
        /// Deliveries with awkward values and awkward order, but no nulls, which psql does not have.
        static let records: [Record] = [
            .subscription(version: 1), .subscription(id: "r'2", version: 5),
            .subscription(version: 3, data: json(#"{"stripe_customer_id": "", "plan_id": ":'id'", "quantity": -7}"#)),
            .subscription(version: 2), .subscription(version: 3), .subscription(id: "r'2", version: 6, deleted: true),
            .subscription(id: "r'2", version: 5), .subscription(id: "r'2", version: 6, deleted: true),
            .subscription(id: "\\r3", version: 9, deleted: true), .subscription(id: "r'2", version: 8),
        ]

        @Test func builtInStrategiesRunUnchangedInPsql() async throws {
            try await withCluster { cluster in
                for name in builtInNames {
                    let strategy = try Strategy.load(folder: "\(builtInStrategies)/\(name)")
                    let tables =
                        ["stripe.subscriptions"] + (name.hasPrefix("version") ? ["stripe.subscription_versions"] : [])
                    let queries = tables.map { "select * from \($0) order by id" }

                    let ours = try await cluster.withDatabase("ours-\(name)", for: strategy) { session in
                        let destination = try await ScriptDestination.prepared(strategy, on: session)
                        #expect(destination.warnings.isEmpty)
                        var tables: [[[[String?]]]] = []
                        for record in Self.records {
                            try await destination.open(session)
                            try await destination.apply(
                                Delivery(ackID: AckID("a"), record: record, deliverCount: 1), on: session)
                            #expect(session.transactionStatus == .idle)
                            tables.append(try await rows(queries, session))
                        }
                        return tables
                    }
                    let psqls = try await cluster.withDatabase("psql-\(name)", for: strategy) { session in
                        var tables: [[[[String?]]]] = []
                        for record in Self.records {
                            let variables = RecordVariables(record: record, collection: .stripeSubscription)
                            let names = RecordVariables.names + ["stripe_customer_id", "plan_id", "quantity"]
                            let pairs = names.compactMap { name -> (String, String)? in
                                guard case .text(let text) = variables.value(name) else { return nil }
                                return (name, text)
                            }
                            #expect(pairs.count == names.count)
                            let file = record.deleted && strategy.delete != nil ? "delete.sql" : "upsert.sql"
                            try await cluster.psql(
                                file: "\(strategy.folder)/\(file)", variables: pairs, database: "psql-\(name)")
                            tables.append(try await rows(queries, session))
                        }
                        return tables
                    }
                    #expect(ours == psqls, "\(name)")
                    #expect(ours.last?.first?.isEmpty == false)
                }
            }
        }

        private func rows(_ queries: [String], _ session: LiveSession) async throws -> [[[String?]]] {
            var result: [[[String?]]] = []
            for query in queries { result.append(try await session.rows(query)) }
            return result
        }

        /// Scripts that write what they saw to `seen`.
        static let scripts: [String] = [
            "insert into seen values (:'quote'), (:'slash'), (:'dollar'), (:'empty'); insert into seen values (:'nl')",
            "insert into seen select * from (values (:{?quote}::text), (:{?nothing}::text)) as v;",
            "insert into seen select :\"column\" from (select 'x' as \"we\"\"ird\") as t;",
            "insert into seen values (:number + 1), (-:number), (:number::text || ':number');",
            "insert into seen select (array[1,2,3])[1:2]::text; insert into seen select (array[4,5])[:number:2];",
            "insert into seen values ('a:''quote''b' || $$:'quote'$$ || $q$ :number $q$ || E'\\':quote');",
            "insert into seen values (e'a' -- :'nothing'\n '\\tb;' /* ; :'nothing' /* */ */);",
            "insert into seen values (timestamptz :'time'), (interval '1 day' * :number), (date :'time');",
            "insert into seen values ('a'\n:'quote'), (e:'quote'), (:'quote':'quote');",
            "create temp table t as select :'quote' as a; insert into seen select a from t; drop table t;",
            "create function f(int) returns int begin atomic select $1 + 1; select $1 + :number; end; "
                + "insert into seen values (f(1)); drop function f;",
            "do $$ begin insert into seen values (':number;'); end $$; set application_name = :'quote'; "
                + "insert into seen select current_setting('application_name');",
            "select 1 as a, null as quote, 'it''s' as b \\gset\ninsert into seen values (:'a'), (:'b'), (:{?quote}::text);",
            "select 't' as yes, :number as n \\gset p_ \\if :p_yes\ninsert into seen values (:'p_n');\n\\endif",
            "\\if :{?nothing}\ninsert into seen values (:nothing);\n\\elif :no\ninsert into seen values ('no');\n"
                + "\\else\\\\ insert into seen values ('else');\n\\if tru\ninsert into seen values ('t');\n\\endif\n\\endif",
            "\\if :quote\ninsert into seen values (1);\n\\else\ninsert into seen values (2);\n\\endif",
            "\\if on off\ninsert into seen values (1);\n\\else\ninsert into seen values (2);\n\\endif",
            "begin; insert into seen values ('in'); savepoint s; insert into seen values ('gone'); rollback to s; commit;",
            "begin; insert into seen values ('gone'); rollback; insert into seen values (:'number'), (:'dollar')",
            "insert into seen select jsonb_build_object('a', :'quote', 'b', concat(:'number', format('%s', :'slash')));",
            "insert into seen select x from (select :'number'::int as x union select 2) as u order by 1;",
            "with a as (select :'quote' as q) insert into seen select q from a where q in (:'quote', :'slash') limit :'number';",
            "insert into seen select $$\n;$$; ; ; insert into seen values (1)  ;;",
            "insert into seen values (:'quote'::text) on conflict do nothing \\gset\ninsert into seen values (1);",
            "insert into seen values (5) returning s as got \\gset\nupdate seen set s = :'got' || :'number' where s = :'got';",
            "select 'a b' as \"Mixed_1\" \\gset\ninsert into seen values (:'Mixed_1'); prepare q as insert into seen values ($1); "
                + "execute q(:'quote'); deallocate q;",
            "lock table seen in share mode; insert into seen values (1); analyze seen; table seen \\g",
        ].dropLast()

        static let variables: [(String, String)] = [
            ("quote", "it's \"q\""), ("slash", "a\\b'"), ("dollar", "$1 $$"), ("empty", ""), ("nl", "a\nb"),
            ("column", "we\"ird"), ("number", "1"), ("time", "2024-01-02T03:04:05Z"), ("no", "off"),
        ]

        @Test func scriptsDoWhatTheyDoInPsql() async throws {
            let schema = "create table seen (s text, n int generated always as identity);"
            let values = Dictionary(uniqueKeysWithValues: Self.variables.map { ($0.0, Optional($0.1)) })
            let samples = SampleValues(values.compactMapValues { $0 })
            try await withCluster { cluster in
                try await cluster.withDatabase("psql", schema: schema) { session in
                    func seen() async throws -> [[String?]] {
                        let rows = try await session.rows("select s from seen order by n")
                        _ = try await session.rows("truncate seen restart identity")
                        return rows
                    }
                    for text in Self.scripts {
                        try await withFolder { folder in
                            let file = "\(folder)/script.sql"
                            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
                            try await cluster.psql(file: file, variables: Self.variables, database: "psql")
                        }
                        let psqls = try await seen()
                        #expect(!psqls.isEmpty, "\(text)")

                        let script = try Script.parse(text: text, file: "a.sql")
                        try await script.run(variables: Variables(values), on: session)
                        #expect(try await seen() == psqls, "\(text)")

                        let probe = StatementProbe(session: session)
                        let prepared = try await probe.inTransaction {
                            var run = ScriptProbe(script, samples: samples, probe: probe)
                            try await run.run()
                            return run.script
                        }
                        #expect(try await seen() == [], "probing left something behind")
                        // Twice, as prepared statements are kept.
                        for _ in 0..<2 {
                            try await prepared.run(variables: Variables(values), on: session)
                            #expect(try await seen() == psqls, "\(text)")
                        }
                    }
                }
            }
        }
    }
}
