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

    @Test("Where there are more parts than cells, each schedule of each cell is in one part", arguments: 1...4)
    func eachScheduleIsInOnePart(cells: Int) throws {
        for count in [cells + 1, 2 * cells, 2 * cells + 1, 9] where count > cells {
            var owners = Array(repeating: Array(repeating: 0, count: 50), count: cells)
            for index in 1...count {
                let shard = try #require(Shard("\(index)/\(count)"))
                let (cell, share) = try #require(shard.sharing(cells: cells))
                let range = try #require(ScheduleRange(share, of: 50))
                #expect((50 / share.count...50 / share.count + 1).contains(range.last - range.first + 1))
                for schedule in range.first...range.last { owners[cell][schedule - 1] += 1 }
            }
            #expect(owners.allSatisfy { $0.allSatisfy { $0 == 1 } }, "\(count)")
        }
        #expect(Shard("1/3")?.sharing(cells: 3) == nil)
        #expect(try #require(Shard("1/3")).sharing(cells: 0) == nil)
        let shares = try (1...3).map { ScheduleRange(try #require(Shard("\($0)/3")), of: 2) }
        #expect(shares.map { $0?.of } == [nil, 2, 2])
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

    // naive-upsert fails first in the second of its shares, at the 29th schedule; guarded-upsert never does.
    @Test("Cells that parts share come to what one run says", arguments: ["matrix", "verify"])
    func sharedCells(command: String) async throws {
        let box = try Sandbox()
        let names = ["naive-upsert", "guarded-upsert"]
        let more = ["--scenario", "ack-wait-race", "--schedules", "80", "--seed", "24", "--failures", "failures"]
        let arguments = (command == "matrix" ? ["matrix", "--strategy"] : ["verify"]) + names + more
        let whole = try await box.run(arguments + ["--json", "whole.json"])
        try await runShards(box, 8, arguments)
        let merged = try await box.run(["merge"] + (0..<8).map { "shard-\($0).json" } + ["--json", "merged.json"])
        #expect(merged.status == whole.status, "\(merged.error)")
        #expect(try stable(box.text("merged.json")) == stable(box.text("whole.json")))
        #expect(try box.text("shard-2.json").contains("\"share\" : {"))
        #expect(try box.text("merged.json").contains("\"first_violation_at\" : 29"))
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

    @Test("Where a cell cannot be shared, or has fewer schedules than parts, some have nothing to do")
    func moreShardsThanCells() async throws {
        let box = try Sandbox()
        for (options, nothing) in [(["--explorer", "pct"], "cells"), (["--schedules", "1"], "schedules")] {
            let outcome = try await box.run(
                ["verify", "guarded-upsert", "--scenario", "in-order", "--json", "shard.json"]
                    + (nothing == "cells" ? ["--shard", "2/2"] : ["--shard", "1/2"]) + options)
            #expect(outcome.status == 0)
            #expect(outcome.error.contains("has no \(nothing)"), "\(outcome.error)")
            #expect(try box.text("shard.json").contains("\"cells\" : 0"))
        }
    }
}
