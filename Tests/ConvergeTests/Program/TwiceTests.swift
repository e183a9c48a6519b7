import Foundation
import TestSupport
import Testing

/// One seed is one run, in whatever process and beside whatever load.
@Suite(.ownTime) struct TwiceTests {
    private static let schedules = isNightly ? 180 : 10
    private static let cells = 16

    /// Strategies that hold, so that every schedule counts.
    private static let command = [
        "verify", "select-for-update", "guarded-null-safe", "hard-timeout", "version-ledger", "--scenario",
        "ack-wait-race", "crash-before-commit", "overlapping-statements", "unknown-commit",
        "--workers", "4", "--schedules", "\(schedules)", "--check-determinism", "--json", "-", "--quiet",
    ]

    @Test("Schedules have the same histories in two processes, under load: ten thousand in the nightly run")
    func sameHistories() async throws {
        // Each process runs the other's load, and runs every schedule twice itself.
        async let first = report()
        async let second = report()
        let (one, other) = try await (first, second)
        #expect(one.text == other.text)
        #expect(one.digests == other.digests)
        #expect(one.digests.count == Self.cells)
        #expect(Set(one.digests).count == Self.cells)
        // Each is run twice, but for two cells that end sooner.
        #expect(one.schedules >= 2 * Self.schedules * (Self.cells - 2), "\(one.schedules)")
    }

    private struct Report {
        var text: String
        var digests: [String]
        var schedules: Int
    }

    private func report() async throws -> Report {
        let box = try Sandbox()
        let outcome = try await box.run(Self.command)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(box.leftovers == [])
        let root = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        let results = root?["results"] as? [[String: Any]] ?? []
        let lines = outcome.output.split(separator: "\n").filter { !$0.contains("\"seconds\"") }
        return Report(
            text: lines.joined(separator: "\n"), digests: results.compactMap { $0["digest"] as? String },
            schedules: results.compactMap { $0["schedules"] as? Int }.reduce(0, +))
    }
}
