import Foundation
import TestSupport
import Testing

/// `replay`'s options: a token instead of a file, scripts that have changed, a report, a database that is kept.
@Suite(.ownTime) struct ReplayOptionsTests {
    private static let file = "failures/own-ack-wait-race-fenced.json"

    /// A naive upsert of one's own, with its failure found.
    private func failing(_ box: Sandbox) async throws -> Sandbox.Outcome {
        #expect(try await box.run("init", "own", "--from", "naive-upsert").status == 0)
        return try await box.run("verify", "own", "--scenario", "ack-wait-race", "--failures", "failures")
    }

    @Test func fromALogAlone() async throws {
        let box = try Sandbox()
        let log = try await failing(box).output
        try FileManager.default.removeItem(atPath: "\(box.path)/failures")
        let token = try #require(log.firstMatch(of: /converge replay --token (\S+)/)?.1)
        let again = try await box.run("replay", "--token", String(token))
        #expect(again.status == 1, "\(again.error)")
        #expect(again.output.contains("fails again as recorded: monotonic-versions at step 7"))
        expectRefusal(
            try await box.run("replay", "--token", String(token.dropLast(3))), 65, "the token is torn",
            leftovers: box.leftovers)
        expectRefusal(try await box.run("replay", "--token", "x"), 65, "no token", leftovers: box.leftovers)
        expectRefusal(try await box.run("replay"), 64, "needs a failure file, or --token", leftovers: box.leftovers)
    }

    private struct Report: Decodable {
        struct Finding: Decodable { var property: String }
        struct Search: Decodable { var verdict: String }
        var conclusion: String
        var changed: Bool
        var found: Finding?
        var search: Search?
    }

    private func report(_ box: Sandbox, _ status: Int32) async throws -> Report {
        let outcome = try await box.run("replay", Self.file, "--json", "-")
        #expect(outcome.status == status, "\(outcome.error)")
        return try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    }

    @Test func scriptsThatHaveChanged() async throws {
        let box = try Sandbox()
        _ = try await failing(box)
        let asRecorded = try await report(box, 1)
        #expect(asRecorded.conclusion == "fails-again")
        #expect(!asRecorded.changed)

        // The names of the choices still fit.
        let upsert = try box.text("own/upsert.sql")
        try box.write(upsert + "-- as before\n", to: "own/upsert.sql")
        let fits = try await report(box, 1)
        #expect(fits.conclusion == "fails-again")
        #expect(fits.changed)

        // They no longer do: lines have moved.
        try box.write("-- moved\n" + upsert, to: "own/upsert.sql")
        let moved = try await report(box, 1)
        #expect(moved.conclusion == "still-fails")
        #expect(moved.search?.verdict == "violated")

        // Another property is violated now: columns are never written.
        try box.write(
            """

            insert into stripe.subscriptions as s (id, deleted, updated_idx) values (:'id', :'deleted', :'updated_idx')
            on conflict (id) do update set deleted = excluded.deleted, updated_idx = excluded.updated_idx
            where s.updated_idx <= excluded.updated_idx;
            """, to: "own/upsert.sql")
        let other = try await report(box, 2)
        #expect(other.conclusion == "fails-otherwise")
        #expect(other.found?.property == "convergence")
    }

    @Test func keptDatabase() async throws {
        let box = try Sandbox()
        _ = try await failing(box)
        let outcome = try await box.run(
            executable: "/bin/sh",
            ["-c", "exec \(Sandbox.program) replay \(Self.file) --keep > kept.txt"]
        ) { pid in
            var psql: Substring?
            for _ in 0..<1200 where psql == nil {
                try await Task.sleep(for: .milliseconds(50))
                let shown = (try? box.text("kept.txt")) ?? ""
                if shown.contains("removes it") { psql = shown.firstMatch(of: /\n  (psql .*)\n/)?.1 }
            }
            let command = try #require(psql)
            // A later start sweeps nothing that is still being looked at.
            _ = try await box.run("replay", Self.file, "--quiet")
            let rows = try await box.run(
                executable: "/bin/sh",
                ["-c", "\(command) -At -c 'select id, updated_idx from stripe.subscriptions'"])
            #expect(rows.output == "A|9\n", "\(rows.error)")
            kill(pid, SIGINT)
        }
        #expect(outcome.status == 130, "\(outcome.error)")
        #expect(try box.text("kept.txt").contains("fails again as recorded"))
        #expect(box.leftovers == [])
    }

    @Test func nothingToKeep() async throws {
        let box = try Sandbox()
        _ = try await failing(box)
        try FileManager.default.removeItem(atPath: "\(box.path)/own")
        #expect(try await box.run("init", "own", "--from", "guarded-upsert").status == 0)
        let outcome = try await box.run("replay", Self.file, "--keep")
        #expect(outcome.status == 0)
        #expect(outcome.error.contains("nothing is violated, so nothing is kept"))
        #expect(box.leftovers == [])
    }
}
