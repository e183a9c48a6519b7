import Foundation
import TestSupport
import Testing

/// Eight runs at once do not disturb each other: on one machine, as two users where we may be two, and on one server.
///
/// `CONVERGE_LONG_TESTS=N` does it N times, with other seeds.
@Suite(.ownTime) struct ParallelTests {
    private static let rounds = ProcessInfo.processInfo.environment["CONVERGE_LONG_TESTS"].flatMap(Int.init) ?? 1
    private static let count = 8

    /// The user beside us; nil where there is none, or none who may run the program.
    private func neighbour(_ box: Sandbox) async throws -> [String]? {
        guard geteuid() == 0 else { return nil }
        let user = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]
        let outcome = try await box.run(executable: user[0], Array(user.dropFirst()) + [Sandbox.program, "--version"])
        return outcome.status == 0 ? user : nil
    }

    /// Runs strategies that hold and strategies that do not, in turn, and returns what their reports say but for times
    /// and places.
    private func runAll(_ box: Sandbox, _ options: [String], round: Int, as user: [String]?) async throws {
        let directories = (0..<Self.count).map { "\(box.path)/run-\($0)" }
        for directory in directories {
            mkdir(directory, 0o777)
            chmod(directory, 0o777)
        }
        try await withThrowingTaskGroup(of: (Int, Sandbox.Outcome).self) { group in
            for (number, directory) in directories.enumerated() {
                let strategy = number.isMultiple(of: 2) ? "guarded-upsert" : "naive-upsert"
                let arguments =
                    [
                        "verify", strategy, "--scenario", "ack-wait-race,overlapping-statements", "--schedules", "60",
                        "--seed", "\(round)", "--json", "\(directory)/r.json", "--failures", "\(directory)/failures",
                    ] + options
                // Two and two, so that both users have both.
                let command = (number / 2).isMultiple(of: 2) ? [] : user ?? []
                let line = command + [Sandbox.program] + arguments
                group.addTask { (number, try await box.run(executable: line[0], Array(line.dropFirst()))) }
            }
            for try await (number, outcome) in group {
                #expect(outcome.status == Int32(number % 2), "run \(number): \(outcome.output)\(outcome.error)")
            }
        }
        // On a server whose processes are not ours to stop, how often we look who waits is up to chance.
        let chance = ["\"seconds\"", "\"file\""] + (options.isEmpty ? [] : ["\"statements\""])
        let reports = try directories.map { directory in
            try String(contentsOfFile: "\(directory)/r.json", encoding: .utf8).split(separator: "\n")
                .filter { line in !chance.contains { line.contains($0) } }.joined(separator: "\n")
        }
        for index in reports.indices.dropFirst(2) { #expect(reports[index] == reports[index % 2], "run \(index)") }
        for directory in directories { try FileManager.default.removeItem(atPath: directory) }
    }

    @Test func onOneMachine() async throws {
        let box = try Sandbox()
        let user = try await neighbour(box)
        for round in 1...Self.rounds {
            try await runAll(box, [], round: round, as: user)
            #expect(box.leftovers == [])
            #expect(box.temporaryEntries == [])
        }
    }

    @Test func onOneServer() async throws {
        let box = try Sandbox()
        try await ForeignServer.with { server in
            for round in 1...Self.rounds {
                try await runAll(box, ["--database-url", server.url, "--quiet"], round: round, as: nil)
                #expect(try await server.databases == [])
            }
        }
        #expect(box.leftovers == [])
    }
}
