import Foundation
import TestSupport
import Testing

/// Every command, ended in every way: nothing is left.
///
/// `CONVERGE_LONG_TESTS=N` runs the matrix N times over.
@Suite(.ownTime) struct CleanupTests {
    private static let rounds = ProcessInfo.processInfo.environment["CONVERGE_LONG_TESTS"].flatMap(Int.init) ?? 1

    @Test(arguments: CleanupCommand.all) func leavesNothing(_ command: CleanupCommand) async throws {
        for round in 1...Self.rounds {
            for ending in CleanupEnding.allCases {
                try await Chamber.with { chamber in
                    try await CleanupInput.prepare(chamber.box)
                    try await ending.end(command, in: chamber)
                    let leftovers = try await chamber.leftovers()
                    #expect(leftovers == [], "\(command.name), \(ending), round \(round)")
                }
            }
        }
    }

    /// A leftover of each kind is seen: a matrix that sees nothing would pass too.
    @Test func wouldSeeWhatIsLeft() async throws {
        try await Chamber.with { chamber in
            let line = "exec \(Sandbox.program) verify guarded-upsert --schedules 1000000"
            _ = try await chamber.run(line) { pid in
                try await chamber.box.waitForServer()
                kill(pid, SIGKILL)
            }
            let left = try await chamber.leftovers().joined(separator: "\n")
            for kind in ["in TMPDIR: converge-cluster-", "postgres: converge-cluster-", "socket: "]
                + (chamber.hasOwnDisk ? ["shared memory: "] : [])
            { #expect(left.contains(kind), "\(left)") }
            _ = try await chamber.run("\(Sandbox.program) verify guarded-upsert --scenario in-order --schedules 1")
            #expect(try await chamber.leftovers() == [])
        }
    }
}
