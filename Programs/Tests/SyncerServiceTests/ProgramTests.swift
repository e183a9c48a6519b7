import FakeSequin
import FakeSequinServer
import Foundation
import Sequin
import TestSupport
import Testing

/// The program `syncer` as its users see it.
@Suite struct ProgramTests {
    @Test func `a file of changes ends in the table`() async throws {
        try await withCluster { cluster async throws in
            let folder = try strategyFolder("guarded-null-safe")
            try await cluster.makeDatabase("d", for: folder)
            let lines =
                (0..<20).map { #"{"kind": "create", "record": \#($0)}"# }
                + (0..<20).map { #"{"kind": "update", "record": \#($0)}"# }
            let file = try Folder(["changes.jsonl": lines.joined(separator: "\n")])
            let program = try RunningProgram(
                "syncer", [folder, "--fake", "\(file.path)/changes.jsonl", "--until-drained"],
                environment: ["DATABASE_URL": cluster.url("d")])
            #expect(try await program.status() == 0, "\(program.error)")
            #expect(try await cluster.table("d").count == 20)
            #expect(
                try await cluster.rows("select min(updated_idx) > 20 from stripe.subscriptions", in: "d") == [["t"]])
        }
    }

    @Test func `it syncs over HTTP, serves metrics, ends when asked to, and names no secret`() async throws {
        try await withCluster { cluster async throws in
            let folder = try strategyFolder("guarded-null-safe")
            try await cluster.makeDatabase("d", for: folder)
            let broker = Broker()
            await broker.makeConsumer("c", .init())
            try await withServer(broker) { server async throws in
                try await server.publish("create 0", "create 1")
                let program = try RunningProgram(
                    "syncer",
                    [
                        folder, "--consumer-url", "http://127.0.0.1:\(server.port)", "--consumer", "c",
                        "--metrics-port",
                        "0", "--log-level", "trace",
                    ],
                    environment: [
                        "SEQUIN_TOKEN": TestServer.token, "PGPASSWORD": "hush hush",
                        "DATABASE_URL": cluster.url("d").replacing("converge@", with: "converge:hush%20hush@"),
                    ])
                let line = try #require(try await program.firstLine(), "\(program.error)")
                let port = try #require(
                    line.firstMatch(of: #/^metrics at http://127.0.0.1:(\d+)/metrics$/#).flatMap { Int($0.1) })
                while try await server.consumer()["slot_count"] != .integer(0) {
                    try await Task.sleep(for: .milliseconds(20))
                }
                let metrics = try await RawHTTP.exchange(
                    "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", port: port)
                #expect(metrics.body.contains("syncer_deliveries_applied_total"))
                program.signal(SIGTERM)
                #expect(try await program.status() == 0, "\(program.error)")
                #expect(program.error.contains("started") && program.error.contains("password=***"))
                for secret in [TestServer.token, "hush"] { #expect(!program.error.contains(secret)) }
                #expect(try await cluster.table("d").count == 2)
            }
        }
    }

    @Test func `a wrong token is told, again and again, and nothing is lost`() async throws {
        try await withCluster { cluster async throws in
            let folder = try strategyFolder("guarded-null-safe")
            try await cluster.makeDatabase("d", for: folder)
            try await withServer { server async throws in
                try await server.publish("create 0")
                let program = try RunningProgram(
                    "syncer",
                    [folder, "--consumer-url", "http://127.0.0.1:\(server.port)", "--consumer", "c", "--workers", "1"],
                    environment: ["SEQUIN_TOKEN": "no token", "DATABASE_URL": cluster.url("d")])
                while !program.error.contains("401 Unauthorized"), program.isRunning {
                    try await Task.sleep(for: .milliseconds(5))
                }
                program.signal(SIGTERM)
                #expect(try await program.status() == 0, "\(program.error)")
                #expect(!program.error.contains("no token"))
                #expect(try await server.consumer()["slot_count"] == .integer(1))
            }
        }
    }

    @Test func `a port that is taken ends it`() async throws {
        try await withCluster { cluster async throws in
            let folder = try strategyFolder("guarded-null-safe")
            try await cluster.makeDatabase("d", for: folder)
            try await withServer { server async throws in
                let program = try RunningProgram(
                    "syncer",
                    [
                        folder, "--consumer-url", "http://127.0.0.1:\(server.port)", "--consumer", "c",
                        "--metrics-port",
                        "\(server.port)",
                    ], environment: ["DATABASE_URL": cluster.url("d"), "SEQUIN_TOKEN": TestServer.token])
                #expect(try await program.status() == 69, "\(program.error)")
                #expect(program.error.contains("cannot listen on 127.0.0.1:\(server.port) for metrics"))
            }
        }
    }

    @Test func `a database that is down ends it before anything is received`() async throws {
        try await withServer { server async throws in
            try await server.publish("create 0")
            let program = try RunningProgram(
                "syncer",
                [
                    try strategyFolder("batch-sorted"), "--consumer-url", "http://127.0.0.1:\(server.port)",
                    "--consumer", "c",
                ],
                environment: [
                    "DATABASE_URL": "postgresql://me:hush@127.0.0.1:1/d", "SEQUIN_TOKEN": TestServer.token,
                ])
            #expect(try await program.status() == 69, "\(program.error)")
            #expect(program.error.hasPrefix("syncer: no usable Postgres: ") && program.error.contains("--wait 30"))
            #expect(program.error.split(separator: "\n").count == 1 && !program.error.contains("hush"))
            #expect(try await server.consumer()["in_flight"] == .integer(0))
        }
    }

    @Test func `checking writes nothing and takes nothing`() async throws {
        try await withCluster { cluster async throws in
            let folder = try strategyFolder("batch-sorted")
            try await cluster.makeDatabase("d", for: folder)
            try await withServer { server async throws in
                try await server.publish("create 0")
                let arguments = [folder, "--check", "--consumer-url", "http://127.0.0.1:\(server.port)"]
                let environment = ["DATABASE_URL": cluster.url("d"), "SEQUIN_TOKEN": TestServer.token]
                let good = try RunningProgram("syncer", arguments, environment: environment)
                #expect(try await good.status() == 0, "\(good.error)")
                #expect(good.output == "batch-sorted suits the database; batches of 500, 2 workers\n")
                _ = try await cluster.rows("alter table stripe.subscriptions drop column quantity", in: "d")
                let bad = try RunningProgram("syncer", arguments, environment: environment)
                #expect(try await bad.status() == 65)
                #expect(bad.error.contains("quantity") && bad.error.split(separator: "\n").count == 1, "\(bad.error)")
                #expect(try await server.consumer()["in_flight"] == .integer(0))
            }
        }
    }

    @Test(arguments: [
        ([], 64, "strategy"), (["s"], 64, "--consumer-url, or --fake"),
        (["s", "--fake", "f", "--consumer-url", "http://x"], 64, "one of them"),
        (["s", "--consumer-url", "ftp://x"], 64, "https://host:port"),
        (["s", "--consumer-url", "https://me:hush@x"], 64, "no user"),
        (["s", "--consumer-url", "http://x", "--until-drained"], 64, "--fake"),
        (["s", "--consumer-url", "http://x", "--workers", "0"], 64, "--workers"),
        (["s", "--consumer-url", "http://x", "--batch-size", "1001"], 64, "--batch-size"),
        (["s", "--consumer-url", "http://x", "--deadline", "2"], 64, "deadline"),
        (["s", "--consumer-url", "http://x", "--api", "grpc"], 64, "grpc"),
        (["s", "--consumer-url", "http://x"], 64, "DATABASE_URL"),
        (["/nowhere", "--consumer-url", "http://x", "--database-url", "postgresql:///d"], 65, "/nowhere"),
    ]) func `bad arguments get a sentence and a status`(arguments: [String], status: Int32, words: String) async throws
    {
        let program = try RunningProgram("syncer", arguments, environment: ["DATABASE_URL": ""])
        #expect(try await program.status() == status)
        #expect(program.output == "")
        #expect(program.error.hasPrefix("syncer: ") && program.error.contains(words), "\(program.error)")
        #expect(program.error.split(separator: "\n").count == 1 && !program.error.contains("hush"), "\(program.error)")
    }
}
