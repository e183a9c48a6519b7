import Foundation
import Scenarios
import TestSupport
import Testing

/// Parts of a command that run at the same time, and their merge.
@Suite(.ownTime) struct ShardTests {
    @Test(arguments: [1, 2, 3, 4, 7])
    func eachCellIsInOnePart(count: Int) {
        let shards = (1...count).compactMap { Shard("\($0)/\(count)") }
        #expect(shards.count == count)
        for strategy in 0..<5 {
            for scenario in 0..<20 {
                let owners = shards.filter { $0.includes(strategy: strategy, scenario: scenario) }
                #expect(owners.count == 1)
            }
        }
        for shard in shards {
            let cells = (0..<20).count { shard.includes(strategy: 3, scenario: $0) }
            #expect((20 / count...20 / count + 1).contains(cells), "each has as many cells, give or take one")
        }
    }

    @Test(arguments: ["", "1", "0/3", "4/3", "1/0", "-1/3", "1/2/3", "a/b", "1/1001"])
    func noPart(text: String) {
        #expect(Shard(text) == nil)
    }

    private static let cells = [
        "--strategy", "naive-upsert", "guarded-upsert", "--scenario", "in-order", "ack-wait-race", "server-crash",
        "--schedules", "30", "--failures", "failures",
    ]

    /// All parts at once, each a process of its own, as the jobs of a cluster are.
    private func runShards(_ box: Sandbox, _ count: Int, _ arguments: [String]) async throws {
        try await withThrowingTaskGroup(of: Sandbox.Outcome.self) { group in
            for index in 0..<count {
                group.addTask {
                    try await box.run(
                        executable: "/bin/sh",
                        [
                            "-c",
                            "exec \"$0\" \"$@\" --shard $((JOB_COMPLETION_INDEX + 1))/\(count) "
                                + "--json shard-$JOB_COMPLETION_INDEX.json",
                            Sandbox.program,
                        ] + arguments, environment: ["JOB_COMPLETION_INDEX": "\(index)"])
                }
            }
            for try await outcome in group { #expect((0...1).contains(outcome.status), "\(outcome.error)") }
        }
    }

    /// A report without what may differ.
    private func stable(_ text: String) -> String {
        text.split(separator: "\n").filter { !$0.contains("\"seconds\"") }.joined(separator: "\n")
    }

    @Test(arguments: ["matrix", "verify"])
    func mergeSaysWhatOneRunSays(command: String) async throws {
        let box = try Sandbox()
        let arguments =
            command == "matrix"
            ? ["matrix"] + Self.cells : ["verify", "naive-upsert", "guarded-upsert"] + Self.cells.dropFirst(3)
        let whole = try await box.run(arguments + ["--json", "whole.json"])
        try await runShards(box, 3, arguments)
        let files = [2, 0, 1].map { "shard-\($0).json" }
        let merged = try await box.run(["merge"] + files + ["--json", "merged.json"])
        #expect(merged.status == whole.status, "\(merged.error)")
        #expect(try stable(box.text("merged.json")) == stable(box.text("whole.json")))
        // Timelines and tokens included; but for the seconds at the end.
        let shown = [merged, whole].map { outcome in
            outcome.output.split(separator: "\n").map { $0.replacing(#/ · [0-9.]+ s$/#, with: "") }
        }
        #expect(shown[0] == shown[1])
        #expect(box.leftovers == [])
    }

    @Test func whatDoesNotBelongTogetherIsRefused() async throws {
        let box = try Sandbox()
        let cells = ["verify", "guarded-upsert", "--scenario", "in-order", "ack-wait-race", "--schedules", "5"]
        for index in 0..<2 {
            #expect(
                try await box.run(cells + ["--shard", "\(index + 1)/2", "--json", "shard-\(index).json"]).status == 0)
        }
        let first = try box.text("shard-0.json")
        for (words, files) in [
            ("the report of shard 2/2 is missing", ["shard-0.json"]),
            ("shard 1/2 is there twice", ["shard-0.json", "shard-1.json", "shard-0.json"]),
            ("nowhere.json: cannot be read (No such file or directory)", ["shard-0.json", "nowhere.json"]),
        ] {
            expectRefusal(try await box.run(["merge"] + files), 65, words, leftovers: box.leftovers)
        }
        for (words, from, to) in [
            ("its version of converge is 9.9.9", "\"tool\" : \"\(Tool.version)\"", "\"tool\" : \"9.9.9\""),
            ("its seed is 2, and 1 in", "\"seed\" : 1", "\"seed\" : 2"),
            ("its version of Postgres is", "\"postgres\" : \"", "\"postgres\" : \"9"),
            ("its number of schedules is 5000", "\"schedules\" : 5\n", "\"schedules\" : 5000\n"),
            ("its strategies differ", "\"fingerprint\" : \"", "\"fingerprint\" : \"f"),
            ("its number of shards is 3", "\"count\" : 2", "\"count\" : 3"),
            ("is no shard's report", "\"shard\" :", "\"piece\" :"),
            ("is incomplete, 1 of its 2 cells", "\"cells\" : 1", "\"cells\" : 2"),
            ("is no report of --json", "\"converge\"", "\"diverge\""),
        ] {
            let altered = first.replacing(from, with: to)
            #expect(altered != first, "\(from)")
            try box.write(altered, to: "altered.json")
            expectRefusal(
                try await box.run("merge", "shard-1.json", "altered.json"), 65, words, leftovers: box.leftovers)
        }
    }

    @Test func moreShardsThanCells() async throws {
        let box = try Sandbox()
        let outcome = try await box.run(
            "verify", "guarded-upsert", "--scenario", "in-order", "--shard", "2/2", "--json", "shard.json")
        #expect(outcome.status == 0)
        #expect(outcome.error.contains("shard 2/2 has no cells"))
        #expect(try box.text("shard.json").contains("\"cells\" : 0"))
    }
}
