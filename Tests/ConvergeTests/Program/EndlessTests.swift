import Foundation
import Postgres
import TestSupport
import Testing

/// A statement that does not end is inconclusive, with its schedule, in every report; and a server that is gone ends every
/// command with one sentence.
@Suite(.ownTime) struct EndlessTests {
    /// The manual's loop, with the guard in the update: once a newer version is there, it never ends.
    private func endless(_ box: Sandbox) throws {
        try box.strategy([
            "schema.sql": """
            create schema stripe;
            create table stripe.subscriptions (id text primary key, deleted boolean, updated_idx bigint);
            create function stripe.merge(i text, d boolean, v bigint) returns void language plpgsql as $$
            begin
                loop
                    update stripe.subscriptions set deleted = d, updated_idx = v where id = i and updated_idx <= v;
                    exit when found;
                    begin
                        insert into stripe.subscriptions values (i, d, v);
                        exit;
                    exception when unique_violation then null;
                    end;
                end loop;
            end $$;
            """,
            "upsert.sql": "select stripe.merge(:'id', :'deleted', :'updated_idx');",
        ])
    }

    private static let verify = [
        "verify", "own", "--scenario", "ack-wait-race,in-order", "--schedules", "60", "--statement-limit", "1s",
        "--failures", "failures",
    ]
    private static let file = "failures/own-ack-wait-race-fenced.json"
    private static let sentence = "a statement did not end within 1 s, and was ended: select stripe.merge("

    @Test func isToldLikeAFailure() async throws {
        let box = try Sandbox()
        try endless(box)
        let reports = ["--json", "r.json", "--junit", "r.xml", "--markdown", "r.md", "--html", "html"]
        let found = try await box.run(Self.verify + reports)
        #expect(found.status == 2, "\(found.output)\(found.error)")
        #expect(found.output.contains("✓ own  in-order"), "\(found.output)")
        #expect(found.output.contains("is inconclusive: a statement did not end"), "\(found.output)")
        #expect(found.output.contains("replay   converge replay \(Self.file)"))
        for name in ["r.json", "r.xml", "r.md", "html/index.html"] {
            let text = try box.text(name)
            #expect(text.contains(Self.sentence), "\(name)")
            #expect(text.contains(Self.file), "\(name)")
        }
        #expect(try box.text("r.xml").contains("worker 2"))
        #expect(try box.text("r.md").contains("sequenceDiagram"))
        #expect(try box.text(Self.file).contains("\"kind\" : \"endless-statement\""))

        let again = try await box.run("replay", Self.file, "--statement-limit", "1s", "--json", "replay.json")
        #expect(again.status == 2, "\(again.output)\(again.error)")
        #expect(again.output.contains("is inconclusive again, as recorded"), "\(again.output)")
        #expect(again.output.contains("a statement did not end within 1 s"))
        #expect(try box.text("replay.json").contains("\"conclusion\" : \"inconclusive\""))

        // As a known one it keeps its cell from a verdict, and costs one statement's limit.
        let known = try await box.run(Self.verify + ["--json", "known.json"])
        #expect(known.status == 2, "\(known.output)\(known.error)")
        #expect(known.error.contains("came to no verdict"))

        // Mended, it no longer fails.
        try box.write(
            "insert into stripe.subscriptions values (:'id', :'deleted', :'updated_idx') on conflict (id) "
                + "do update set deleted = excluded.deleted, updated_idx = excluded.updated_idx where stripe.subscriptions.updated_idx <= excluded.updated_idx;",
            to: "own/upsert.sql")
        let mended = try await box.run("replay", Self.file)
        #expect(mended.status == 0, "\(mended.output)\(mended.error)")
        #expect(box.leftovers == [])
    }

    /// It computes without a pause, so that its process does not notice that there is no server any more. In the scratch
    /// copy in which deliveries are tried, it ends.
    private static let busy =
        "do $$ begin if current_database() not like '%\\_w1' then loop end loop; end if; end $$;"

    @Test(arguments: [
        ["verify", "own", "guarded-upsert"],
        ["matrix", "--strategy", "guarded-upsert,naive-upsert", "--schedules", "1000000"],
    ])
    func lostServer(arguments: [String]) async throws {
        let box = try Sandbox()
        try box.strategy(["upsert.sql": Self.busy])
        let outcome = try await box.run(arguments + ["--scenario", "in-order"]) { _ in
            try await box.waitForWorlds()
            if let server = box.postmaster { kill(server, SIGKILL) }
        }
        #expect(outcome.status == 2, "\(outcome.error)")
        let told = outcome.said.filter { $0.contains("Postgres was lost") }
        #expect(told.count == 1, "\(outcome.error)")
        #expect(box.leftovers == [])
    }

    @Test func stoppedServer() async throws {
        let box = try Sandbox()
        try box.strategy(["upsert.sql": Self.busy])
        try await ForeignServer.with { server in
            let file = try String(
                contentsOfFile: "\(server.cluster.directory)/data/postmaster.pid", encoding: .utf8)
            let process = try #require(file.split(separator: "\n").first.flatMap { pid_t($0) })
            let outcome = try await box.run(["verify", "own", "--scenario", "in-order", "--database-url", server.url]) {
                _ in
                _ = try await server.newDatabases(besides: [])
                kill(process, SIGINT)
            }
            #expect(outcome.status == 2, "\(outcome.error)")
            #expect(outcome.said.count { $0.contains("Postgres was lost") } == 1, "\(outcome.error)")
        }
    }

    @Test func lostServerOfAReplay() async throws {
        let box = try Sandbox()
        try endless(box)
        _ = try await box.run(Self.verify)
        let outcome = try await box.run(["replay", Self.file]) { _ in
            try await box.waitForServer()
            while box.databases < 5 { try await Task.sleep(for: .milliseconds(20)) }
            try await Task.sleep(for: .milliseconds(500))
            if let server = box.postmaster { kill(server, SIGKILL) }
        }
        #expect(outcome.status == 2, "\(outcome.output)\(outcome.error)")
        #expect(outcome.said.count == 1, "\(outcome.error)")
        #expect(outcome.error.contains("inconclusive: Postgres was lost"), "\(outcome.error)")
        #expect(box.leftovers == [])
    }
}
