import Foundation
import Postgres
import TestSupport
import Testing

/// Exit 69: there is no usable Postgres; and what odd surroundings do not harm.
@Suite(.ownTime) struct ServerTests {
    private static let quick = ["verify", "guarded-upsert", "--scenario", "in-order", "--schedules", "2"]

    @Test func notInstalled() async throws {
        let box = try Sandbox()
        mkdir("\(box.path)/empty", 0o755)
        expectRefusal(
            try await box.run(Self.quick + ["--postgres-bin", "empty"], environment: ["PATH": ""]), 69,
            "empty has no initdb", leftovers: box.leftovers)
    }

    @Test func unreachable() async throws {
        let box = try Sandbox()
        let outcome = try await box.run(
            Self.quick, environment: ["CONVERGE_DATABASE_URL": "postgresql://me:hush@127.0.0.1:1/"])
        expectRefusal(outcome, 69, "port 1", "--wait", leftovers: box.leftovers)
        #expect(!outcome.error.contains("hush"))
    }

    @Test func temporaryDirectoryThatCannotBeUsed() async throws {
        let box = try Sandbox()
        expectRefusal(
            try await box.run(Self.quick, environment: ["TMPDIR": "/proc"]), 69, "/proc", "TMPDIR",
            leftovers: box.leftovers)
    }

    @Test func longTemporaryDirectory() async throws {
        let box = try Sandbox()
        let long = box.path + "/tmp/" + String(repeating: "d", count: 150)
        mkdir(long, 0o777)
        let outcome = try await box.run(Self.quick, environment: ["TMPDIR": long])
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(box.leftovers == [])
    }

    @Test func oddEnvironment() async throws {
        let box = try Sandbox()
        let outcome = try await box.run(
            Self.quick,
            environment: ["LANG": "xx_YY.UTF-8", "LC_ALL": "xx_YY.UTF-8", "PGHOST": "nowhere", "PGOPTIONS": "-c x=y"])
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output.contains("✓"))
        #expect(box.leftovers == [])
    }

    /// A server that is not ours, in our case a cluster that the test itself has started.
    @Test func somebodysServer() async throws {
        let box = try Sandbox()
        try box.strategy(["upsert.sql": "select nothing;"])
        try await onLoop { loop in
            try await ThrowawayCluster.with(on: loop) { cluster in
                let url = "postgresql:///?host=\(cluster.directory)&port=5432&user=converge"
                let connection = try await Connection.open(cluster.target(), on: loop)
                defer { connection.close() }
                let databases = Statement("select datname from pg_database order by 1")
                let before = try await connection.run(databases).rows
                let race = ["verify", "naive-upsert", "--scenario", "ack-wait-race", "--json", "r.json"]
                let found = try await box.run(race, environment: ["CONVERGE_DATABASE_URL": url])
                #expect(found.status == 1, "\(found.error)")
                #expect(try await connection.run(databases).rows == before)
                let refused = try await box.run(["verify", "own", "--database-url", url, "--quiet"])
                expectRefusal(refused, 65, "own/upsert.sql:1:8", leftovers: box.leftovers)
                #expect(try await connection.run(databases).rows == before)
                let cut = try await box.run(
                    ["verify", "guarded-upsert", "--schedules", "1000000", "--database-url", url]
                ) { pid in
                    while try await connection.run(databases).rows.count < before.count + 4 {
                        await loop.sleep(for: .milliseconds(20))
                    }
                    kill(pid, SIGINT)
                }
                #expect(cut.status == 130, "\(cut.error)")
                #expect(try await connection.run(databases).rows == before)
            }
        }
        #expect(try box.text("r.json").contains("\"violated\""))
    }
}
