import Foundation
import Postgres
import Subprocess
import TestSupport
import Testing

@testable import PostgresWire

/// Real clients give the same with the machine between them and the server as without it.
@Suite(.ownTime, SharedCluster()) struct TraceTests {
    private struct Answer: Equatable {
        var status: String
        var output: String
        var errors: String
    }

    /// Runs a client against the server itself, and then through a forwarder.
    private func compare(
        _ program: String, _ arguments: [String], input: String = "", database: String,
        then check: @escaping @Sendable (Forwarder) -> Void = { _ in }
    ) async throws {
        let target = SharedCluster.target.database(database)
        try await onServer { loop, open in
            let maker = try await open()
            _ = try await maker.run(Statement("create database \(database)"))
            let keeper = try await Connection.open(target, on: loop)
            var answers: [Answer] = []
            var tables: [[[String?]]] = []
            for isForwarded in [false, true] {
                for sql in Self.table { _ = try await keeper.run(Statement(sql, prepares: false)) }
                let forwarder = Forwarder(to: target, on: loop)
                async let service: Void = forwarder.serve()
                let host = isForwarded ? "127.0.0.1" : target.parameters["host"] ?? ""
                let port = isForwarded ? "\(forwarder.port)" : "5432"
                let result = try await Subprocess.run(
                    .name(program), arguments: Arguments(arguments),
                    environment: .custom([
                        "PATH": "/usr/lib/postgresql/15/bin:/usr/bin:/bin", "PGHOST": host, "PGPORT": port,
                        "PGUSER": ClusterRole.superuser, "PGDATABASE": database, "PGPASSWORD": Forwarder.password,
                        "PGAPPNAME": "trace", "LC_ALL": "C", "PAGER": "cat",
                    ]), input: .string(input), output: .string(limit: 1 << 25), error: .string(limit: 1 << 20))
                forwarder.stop()
                await service
                answers.append(
                    Answer(
                        status: "\(result.terminationStatus)", output: Self.lasting(result.standardOutput),
                        errors: result.standardError))
                tables.append(try await keeper.run(Statement("select * from traced order by 1, 2")).rows)
                if isForwarded { check(forwarder) }
            }
            #expect(answers[0] == answers[1])
            #expect(answers[0].status == "exited(0)", "\(answers[0].errors)")
            #expect(tables[0] == tables[1])
        }
    }

    /// What pgbench prints, without its times.
    private static func lasting(_ output: String) -> String {
        output.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("latency") && !$0.hasPrefix("tps") && !$0.hasPrefix("initial connection time") }
            .joined(separator: "\n")
    }

    private static let table = [
        "drop table if exists traced", "create table traced (id int primary key, n int not null, t text)",
    ]

    @Test("pgbench, in each of its protocols", arguments: ["simple", "extended", "prepared"])
    func pgbench(mode: String) async throws {
        try await bench(
            "plain", mode,
            """
            \\set id random(1, 20)
            begin;
            insert into traced values (:id, 1, 'a') on conflict (id) do update set n = traced.n + 1;
            select n as seen from traced where id = :id \\gset
            update traced set t = t || :seen where id = :id;
            end;
            """, steps: ["insert into traced values", "select n as seen", "update traced set t", "end"])
    }

    @Test("pgbench with pipelines", arguments: ["extended", "prepared"])
    func pipelines(mode: String) async throws {
        try await bench(
            "pipelined", mode,
            """
            \\set id random(1, 20)
            \\startpipeline
            insert into traced values (:id, 1, 'a') on conflict (id) do update set n = traced.n + 1;
            update traced set t = t || :id where id = :id;
            select n from traced;
            \\endpipeline
            """, steps: ["insert into traced values", "update traced set t", "select n from traced"])
    }

    /// Each transaction of the script makes these steps, by the beginnings of their names.
    private func bench(_ kind: String, _ mode: String, _ script: String, steps: [String]) async throws {
        try await withFolder { folder in
            try Data(script.utf8).write(to: URL(fileURLWithPath: "\(folder)/script.sql"))
            try await compare(
                "pgbench", ["-n", "-t", "50", "-M", mode, "-f", "\(folder)/script.sql", "--random-seed=1"],
                database: "\(kind)_\(mode)"
            ) { forwarder in
                // Prepared statements are parsed at their first use, inside the transaction.
                let names = forwarder.steps
                for step in steps { #expect(names.count { $0.hasPrefix(step) } >= 50, "\(step)") }
            }
        }
    }

    @Test("psql: errors, notices, COPY in and out, cursors, several statements at once, large values")
    func psql() async throws {
        let script = """
            \\set VERBOSITY verbose
            insert into traced select i, i, 'row ' || i from generate_series(1, 300) i;
            select * from traced where id < 4;
            select 1/0;
            begin; update traced set n = 0 where id = 1; select nonsense; select 1; rollback;
            do $$ begin raise log 'for the log'; raise notice 'a notice'; raise warning 'a warning'; end $$;
            do $$ begin raise exception using errcode = 'P0001', message = 'ours', detail = 'more', hint = 'try'; end $$;
            copy traced (id, n, t) from stdin;
            1001\t1\tcopied
            1002\t2\t\\N
            \\.
            copy traced from stdin;
            1003\tx\tbad
            \\.
            copy (select id, t from traced where id > 298) to stdout;
            select 1 \\; select 2 \\; update traced set n = n + 1 where id = 2 \\; select n from traced where id = 2;
            \\set FETCH_COUNT 7
            select id from traced order by id limit 30;
            \\unset FETCH_COUNT
            select length(repeat('x', 20000000)), repeat('y', 3000000);
            set client_min_messages = error;
            do $$ begin raise warning 'unheard'; end $$;
            select 'prepared' \\gset p_
            prepare s (int) as select t from traced where id = $1;
            execute s (5);
            deallocate all;
            ;
            \\d traced
            select count(*) from traced;
            """
        try await compare("psql", ["-X", "-a"], input: script, database: "scripted") { forwarder in
            #expect(forwarder.logLines == 1)
            #expect(forwarder.steps.contains("copy traced (id, n, t) from stdin (data)"))
            #expect(forwarder.steps.contains("execute ? (?)"))
        }
    }
}
