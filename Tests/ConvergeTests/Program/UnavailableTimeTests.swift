import Foundation
import TestSupport
import Testing

/// `time: virtual` where virtual time cannot be had.
@Suite(.ownTime) struct UnavailableTimeTests {
    @Test("Where virtual time is asked for and cannot be had, that is said in a sentence, and the command ends with 69")
    func refused() async throws {
        let box = try Sandbox()
        try box.write("create table t (id text primary key, updated_idx bigint)", to: "w/schema.sql")
        try box.write("worker: sleep 600\ntable: t\ntime: virtual\n", to: "w/strategy.yml")
        // A copy that has nothing beside it.
        let alone = "\(box.path)/converge"
        try FileManager.default.copyItem(atPath: Sandbox.program, toPath: alone)
        let outcome = try await box.run(executable: alone, ["verify", "w", "--scenario", "in-order"])
        #expect(outcome.status == 69)
        #expect(
            outcome.said.last
                == "converge: virtual time cannot be had here: there is no program '\(box.path)/converge-time', which keeps it: leave out 'time: virtual'."
        )
    }
}
