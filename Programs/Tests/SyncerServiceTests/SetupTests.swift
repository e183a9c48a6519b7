import FakeSequin
import Postgres
import Syncer
import SyncerService
import TestSupport
import Testing

@Suite struct SetupTests {
    private func refusal(_ strategy: String, _ url: String, wait: Duration = .zero) async throws -> SetupError {
        let settings = SyncerSettings(
            strategy: strategy, databaseURL: url, databaseWait: wait)
        return try await #require(throws: SetupError.self) { try await SyncerPlan.make(settings) }
    }

    @Test func `a table that lacks a column is told before anything is received`() async throws {
        try await withCluster { cluster async throws in
            let folder = try strategyFolder("guarded-null-safe")
            try await cluster.makeDatabase("d", for: folder)
            _ = try await cluster.rows("alter table stripe.subscriptions drop column plan_id", in: "d")
            let error = try await refusal(folder, cluster.url("d"))
            #expect(error.exitCode == 65)
            #expect(error.description.contains("upsert.sql:"))
            #expect(error.description.contains("column \"plan_id\" of relation \"subscriptions\" does not exist"))
            #expect(try await cluster.table("d").isEmpty)
        }
    }

    @Test func `a database that is down or absent is told, with a remedy and without the password`() async throws {
        let folder = try strategyFolder("guarded-null-safe")
        let down = try await refusal(folder, "postgresql://me:hush@127.0.0.1:1/d")
        #expect(down.exitCode == 69)
        #expect(down.description.contains("--wait 30") && !down.description.contains("hush"), "\(down)")
        try await withCluster { cluster async throws in
            let absent = try await refusal(folder, cluster.url("nothing"))
            #expect(absent.exitCode == 69)
            #expect(absent.description.contains("create the database"), "\(absent)")
        }
    }

    @Test func `a server that goes away while it is asked is asked again`() async throws {
        try await withCluster { cluster async throws in
            let folder = try strategyFolder("guarded-null-safe")
            try await cluster.makeDatabase("d", for: folder)
            let settings = SyncerSettings(
                strategy: folder, databaseURL: cluster.url("d"), databaseWait: .seconds(600))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { for _ in 0..<10 { _ = try await SyncerPlan.make(settings) } }
                group.addTask(executorPreference: cluster.loop) {
                    while !Task.isCancelled {
                        _ = try await cluster.rows(
                            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'syncer'",
                            in: "d")
                        try? await Task.sleep(for: .milliseconds(.random(in: 0...20)))
                    }
                }
                try await group.next()
                group.cancelAll()
                // What the cancellation ended is no failure.
                while await group.nextResult() != nil {}
            }
        }
    }

    @Test(arguments: ["postgresql://me:a@b@host/d", "postgresql://me:hush@host:port/d", "nonsense hush"])
    func `a URL that cannot be read is told without the password`(url: String) async throws {
        let error = try await refusal(strategyFolder("guarded-null-safe"), url)
        // Postgres finds a bad port only when it connects.
        #expect(error.exitCode == (url.contains(":port") ? 69 : 64))
        #expect(!error.description.contains("hush") && !error.description.contains("b@host"), "\(error)")
    }

    @Test func `a strategy that is broken or absent is told`() async throws {
        #expect(try await refusal("/nowhere", "postgresql:///d").exitCode == 65)
        let folder = try Folder(["upsert.sql": "insert into t values ('x);", "schema.sql": ""])
        let error = try await refusal(folder.path, "postgresql:///d")
        #expect(error.exitCode == 65 && error.description.contains("upsert.sql:1"), "\(error)")
    }

    @Test func `a deadline is the default, and the strategy's own wins`() async throws {
        try await withCluster { cluster async throws in
            for (name, deadline) in [
                ("guarded-null-safe", 0.75), ("hard-timeout", 0.75), ("late-deadline-guarded", 1.5),
            ] {
                let folder = try strategyFolder(name)
                let database = name.replacing("-", with: "_")
                try await cluster.makeDatabase(database, for: folder)
                let settings = SyncerSettings(
                    strategy: folder, databaseURL: cluster.url(database))
                let plan = try await SyncerPlan.make(settings)
                #expect(plan.policy.deadline == deadline, "\(name)")
                #expect(plan.policy.batchSize == 10)
            }
        }
    }

    @Test func `only a server elsewhere is asked to encrypt, unless the URL says how`() throws {
        for url in ["postgresql:///d", "postgresql://localhost/d", "postgresql://127.0.0.1/d", "host=/tmp dbname=d"] {
            #expect(try !ConnectionTarget(url: url).isRemote, "\(url)")
        }
        for url in ["postgresql://db.example.com/d", "postgresql://localhost,other/d", "hostaddr=203.0.113.9"] {
            #expect(try ConnectionTarget(url: url).isRemote, "\(url)")
        }
        #expect(try ConnectionTarget(url: "postgresql://x/d?sslmode=disable").names("sslmode"))
    }
}
