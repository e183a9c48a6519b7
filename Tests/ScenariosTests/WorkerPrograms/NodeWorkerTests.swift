import TestSupport
import Testing

@testable import Scenarios

@Suite(.ownTime, .enabled(if: ProgramFolder.nodeHasDriver, "there is no Node with pg")) struct NodeWorkerTests {
    private static let command = ["node", "worker.js"]

    @Test("An example does what its expect says")
    func example() async throws {
        try await ExampleWorker.expect("node-guarded", words: Self.command, as: Self.command)
    }

    @Test("What init writes loses the guide's race, and nothing in order")
    func starter() async throws {
        try await ExampleWorker.expectRace("node", words: Self.command, as: Self.command)
    }
}
