import Foundation
import Postgres
import Processes
import TestSupport
import Testing

/// Folders whose worker is a program, as the commands take them.
@Suite(.ownTime) struct WorkerProgramTests {
    /// A program that never asks for anything, has a child, and writes both numbers down.
    private static let idle = """
        import os, subprocess, time
        child = subprocess.Popen(['sleep', '600'])
        open('pids', 'w').write(f'{os.getpid()} {child.pid}.')
        time.sleep(600)
        """

    private func sandbox(_ files: [String: String] = [:]) throws -> Sandbox {
        let box = try Sandbox()
        try box.write(
            "create schema stripe; create table stripe.subscriptions (id text primary key);", to: "own/schema.sql")
        try box.write("worker: python3 worker.py", to: "own/strategy.yml")
        try box.write(Self.idle, to: "own/worker.py")
        for (name, text) in files { try box.write(text, to: "own/\(name)") }
        return box
    }

    /// The numbers that the program has written down, once it has.
    private func pids(_ box: Sandbox) async throws -> [Int32] {
        for _ in 0..<3000 {
            if let text = try? box.text("own/pids"), text.hasSuffix(".") {
                return text.dropLast().split(separator: " ").compactMap { Int32($0) }
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        return []
    }

    private func haveGone(_ pids: [Int32]) async throws -> Bool {
        for _ in 0..<1000 {
            if pids.allSatisfy(BackendProcess.isGone) { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    @Test("What cannot be had of a program is refused before anything runs")
    func refusals() async throws {
        let box = try sandbox()
        expectRefusal(
            try await box.run("verify", "own", "--explorer", "exhaustive"), 64, "own runs a program",
            leftovers: box.leftovers)
        let url = "postgresql://nobody@127.0.0.1:1/"
        for command in [["verify", "own"], ["check", "own"]] {
            expectRefusal(
                try await box.run(command + ["--database-url", url]), 64,
                "own runs a program, which takes a throwaway cluster",
                leftovers: box.leftovers)
        }
    }

    @Test("A program that ends at once is a broken strategy", arguments: ["verify", "check"])
    func endsAtOnce(command: String) async throws {
        let box = try sandbox(["worker.py": "raise SystemExit('no queue is configured')"])
        expectRefusal(
            try await box.run(command, "own"), 65, "own: worker 1: ended with status 1 before it asked for anything",
            "no queue is configured", leftovers: box.leftovers)
    }

    @Test(
        "A program and what it has started end with a signal",
        arguments: [[SIGINT], [SIGTERM], [SIGHUP], [SIGINT, SIGTERM]])
    func signals(numbers: [Int32]) async throws {
        let box = try sandbox()
        var found: [Int32] = []
        _ = try await box.run(["verify", "own"]) { pid in
            found = try await pids(box)
            for number in numbers { kill(pid, number) }
        }
        #expect(found.count == 2)
        #expect(try await haveGone(found))
        #expect(box.leftovers.isEmpty, "\(box.leftovers)")
    }

    @Test("After kill -9 the program ends at once, and what it has started at the next start")
    func killed() async throws {
        let box = try sandbox()
        var found: [Int32] = []
        _ = try await box.run(["verify", "own"]) { pid in
            found = try await pids(box)
            kill(pid, SIGKILL)
        }
        #expect(found.count == 2)
        if access("/usr/bin/setpriv", X_OK) == 0 { #expect(try await haveGone([found[0]])) }
        try box.write("raise SystemExit(1)", to: "own/worker.py")
        #expect(try await box.run("verify", "own").status == 65)
        #expect(try await haveGone(found))
    }

    @Test(
        "A language has a program that init writes, and its strategy.yml names it",
        arguments: [
            ("go", "worker: ./worker"), ("java", "worker: [java, -cp, \"lib/*:.\", Worker]"),
            ("node", "worker: node worker.js"), ("php", "worker: php worker.php"), ("ruby", "worker: ruby worker.rb"),
            ("python", "worker: python3 worker.py"),
        ])
    func starter(language: String, line: String) async throws {
        let box = try Sandbox()
        let outcome = try await box.run("init", "mine", "--worker", language)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(try box.text("mine/strategy.yml").split(separator: "\n").contains { $0 == line })
        #expect(try box.text("mine/schema.sql").contains("create table stripe.subscriptions"))
    }

    @Test("A language without a program is refused with those that have one")
    func noStarter() async throws {
        let box = try Sandbox()
        expectRefusal(
            try await box.run("init", "other", "--worker", "cobol"), 64, "there is no worker in 'cobol' to start from",
            leftovers: box.leftovers)
        expectRefusal(
            try await box.run("init", "other", "--worker", "python", "--from", "naive-upsert"), 64, "--worker excludes",
            leftovers: box.leftovers)
    }
}
