import Foundation
import TestSupport
import Testing

/// `--server-time`, and strategies that need the time of their schedules.
@Suite(.ownTime, .traced) struct ServerTimeCommandTests {
    /// A failure of `last-writer-by-clock`, in a file.
    private func failure(in box: Sandbox) async throws -> String {
        let outcome = try await box.run(
            ["verify", "last-writer-by-clock", "--scenario", "ack-wait-race", "--schedules", "20", "--failures", "f"])
        #expect(outcome.status == 1, "\(outcome.error)")
        #expect(!outcome.error.contains("warning"), "\(outcome.error)")
        return "f/last-writer-by-clock-ack-wait-race-fenced.json"
    }

    @Test("A strategy by now() needs no warning, and its failure replays in processes of their own, under load")
    func replay() async throws {
        let box = try Sandbox()
        let file = try await failure(in: box)
        let load = try (0..<2).map { _ in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", "while :; do :; done"]
            try process.run()
            return process
        }
        defer { for process in load { kill(process.processIdentifier, SIGKILL) } }
        var reports: Set<String> = []
        for _ in 0..<(isNightly ? 100 : 3) {
            let outcome = try await box.run(["replay", file, "--json", "-"])
            #expect(outcome.status == 1, "\(outcome.error)")
            reports.insert(outcome.output)
        }
        #expect(reports.count == 1)
        #expect(reports.first?.contains("fails-again") == true)
    }

    @Test("With a URL there is no server to have a time of its own, and real time is warned of")
    func url() async throws {
        let box = try Sandbox()
        let outcome = try await box.run(
            ["verify", "last-writer-by-clock", "--server-time", "virtual"],
            environment: ["CONVERGE_DATABASE_URL": "postgresql://nowhere/"])
        #expect(outcome.status == 64)
        #expect(outcome.said.last?.contains("--server-time virtual takes a throwaway cluster") == true)
        let real = try await box.run(
            ["verify", "last-writer-by-clock", "--scenario", "in-order", "--schedules", "2", "--server-time", "real"])
        #expect(real.status == 0)
        #expect(real.error.contains("now() runs on real time"))
    }

    @Test("Where it cannot be had, that is said: with 69 if it was asked for, and else with a warning")
    func unavailable() async throws {
        let box = try Sandbox()
        // A copy that has nothing beside it.
        let alone = "\(box.path)/converge"
        try FileManager.default.copyItem(atPath: Sandbox.program, toPath: alone)
        let arguments = ["verify", "last-writer-by-clock", "--scenario", "in-order", "--schedules", "2"]
        let asked = try await box.run(
            executable: alone, arguments + ["--server-time", "virtual"])
        #expect(asked.status == 69, "\(asked.error)")
        #expect(asked.said.last?.contains("virtual time cannot be had here") == true)
        let fallback = try await box.run(executable: alone, arguments)
        #expect(fallback.status == 0, "\(fallback.error)")
        #expect(fallback.error.contains("Postgres runs on real time: virtual time cannot be had here"))
        #expect(fallback.error.contains("now() runs on real time"))
    }
}
