import TestSupport
import Testing

@testable import Scenarios

@Suite(.ownTime, .enabled(if: ProgramFolder.nodeHasDriver, "there is no Node with pg")) struct NodeWorkerTests {
    @Test("An example does what its expect says", arguments: ["node-naive", "node-guarded"])
    func examples(name: String) async throws {
        try await ExampleWorker.expect(name, words: ["node", "worker.js"], as: ["node", "worker.js"])
    }
}
