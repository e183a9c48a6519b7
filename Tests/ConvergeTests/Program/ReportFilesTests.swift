import Foundation
import TestSupport
import Testing

/// The reports that a run leaves behind.
@Suite(.ownTime) struct ReportFilesTests {
    @Test func allOfThemAreWritten() async throws {
        let box = try Sandbox()
        #expect(try await box.run("init", "own", "--from", "naive-upsert").status == 0)
        try box.write("from another command\n", to: "summary.md")
        let outcome = try await box.run(
            "verify", "own", "--scenario", "in-order", "ack-wait-race", "--schedules", "60", "--junit", "r.xml",
            "--markdown", "-", "--html", "made/page",
            environment: ["GITHUB_STEP_SUMMARY": "\(box.path)/summary.md", "GITHUB_WORKSPACE": box.path])
        #expect(outcome.status == 1)
        #expect(outcome.output.hasPrefix("# ✗ converge verify\n"))
        #expect(outcome.error.contains("violates monotonic-versions"))
        let annotations = outcome.error.split(separator: "\n").filter { $0.hasPrefix("::") }
        #expect(annotations.count == 1)
        #expect(annotations.first?.hasPrefix("::error file=own/upsert.sql,line=") == true, "\(annotations)")

        let summary = try box.text("summary.md")
        #expect(summary.hasPrefix("from another command\n\n# ✗ converge verify\n"))
        let junit = try box.text("r.xml")
        #expect(junit.contains(#"<testsuites name="converge verify" tests="2" failures="1""#))
        #expect(junit.contains("replay   converge replay .converge/failures/own-ack-wait-race-fenced.json"))

        let page = try box.text("made/page/index.html")
        for part in [
            #"id="own/ack-wait-race/7""#, "insert into stripe.subscriptions (", "Row A of stripe.subscriptions",
            "<th scope=\"row\">updated_idx</th><td>10</td><td><span class=\"changed\">", "<td>pending redelivery</td>",
            "<th scope=\"row\">$1</th><td>A</td>",
        ] {
            #expect(page.contains(part), "\(part)")
        }
    }

    @Test func matrixReportsWhatWasExpectedWithoutAlarm() async throws {
        let box = try Sandbox()
        let outcome = try await box.run(
            "matrix", "--strategy", "naive-upsert", "--scenario", "ack-wait-race", "--junit", "r.xml", "--html", "page",
            environment: ["GITHUB_STEP_SUMMARY": "\(box.path)/summary.md"])
        #expect(outcome.status == 0)
        #expect(!outcome.error.contains("::error"))
        #expect(try box.text("summary.md").contains("# ✓ converge matrix\n\n**1 violated as expected**"))
        #expect(try box.text("r.xml").contains("failures=\"0\""))
        #expect(try box.text("page/index.html").contains("Expected: the strategy&#39;s author says so."))
    }

    @Test func aJobSummaryThatIsFullStaysAsItIs() async throws {
        let box = try Sandbox()
        let full = String(repeating: "x", count: 1 << 20)
        try box.write(full, to: "summary.md")
        let outcome = try await box.run(
            "verify", "naive-upsert", "--scenario", "in-order", "--schedules", "5",
            environment: ["GITHUB_STEP_SUMMARY": "\(box.path)/summary.md"])
        #expect(outcome.status == 0)
        #expect(outcome.error.contains("the job summary is full"))
        #expect(try box.text("summary.md") == full)
        let lost = try await box.run(
            "verify", "naive-upsert", "--scenario", "in-order", "--schedules", "5",
            environment: ["GITHUB_STEP_SUMMARY": "\(box.path)/missing/summary.md"])
        #expect(lost.status == 0)
        #expect(lost.error.contains("could not be written: No such file or directory"))
    }

    @Test func interruptionLeavesWholeReports() async throws {
        let box = try Sandbox()
        let outcome = try await box.run([
            "verify", "guarded-null-safe", "--schedules", "100000000", "--scenario", "in-order", "--junit", "r.xml",
            "--markdown", "r.md", "--html", "page",
        ]) { pid in
            try await box.waitForWorlds()
            kill(pid, SIGTERM)
        }
        #expect(outcome.status == 143)
        #expect(try box.text("r.xml").contains(#"tests="0""#))
        #expect(try box.text("r.md").contains("**1 not run**"))
        #expect(try box.text("page/index.html").contains("0 of 1 cells are finished"))
        #expect(box.leftovers == [])
    }

    @Test func whatCannotBeWrittenIsRefusedAtOnce() async throws {
        let box = try Sandbox()
        try box.write("", to: "file")
        let verify = ["verify", "naive-upsert"]
        for (options, words) in [
            (["--junit", "-", "--json", "-"], "--json and --junit cannot share standard output"),
            (["--junit", "missing/r.xml"], "there is no directory missing"),
            (["--markdown", "."], "is a directory"), (["--html", "file"], "--html file is a file"),
            (["--html", "file/page"], "--html file/page cannot be made"),
        ] {
            expectRefusal(try await box.run(verify + options), 64, words, leftovers: box.leftovers)
        }
        let path = "failures/naive-upsert-ack-wait-race-fenced.json"
        expectRefusal(
            try await box.run("replay", path, "--mermaid", "missing/a.mmd"), 64, "missing", leftovers: box.leftovers)
    }

    @Test func replayDraws() async throws {
        let box = try Sandbox()
        _ = try await box.run("verify", "naive-upsert", "--scenario", "ack-wait-race", "--failures", "failures")
        let path = "failures/naive-upsert-ack-wait-race-fenced.json"
        let shown = try await box.run("replay", path, "--mermaid", "-")
        #expect(shown.status == 1)
        #expect(shown.output.hasPrefix("sequenceDiagram\n"))
        #expect(shown.error.contains("fails again as recorded"))
        #expect(try await box.run("replay", path, "--mermaid", "a.mmd").status == 1)
        #expect(try box.text("a.mmd") == shown.output)
    }
}
