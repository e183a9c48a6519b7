import TestSupport
import Testing

@testable import Scenarios

@Suite(.ownTime, .enabled(if: WorkerLanguage.nodeHasDriver, "there is no Node with pg")) struct NodeWorkerTests {
    @Test("The guide's loop with a guard does what its expect says")
    func example() async throws { try await WorkerLanguage.node.expectExample("node-guarded") }

    @Test("What init writes loses the guide's race, made small and replayed, and nothing in order")
    func starter() async throws { try await WorkerLanguage.node.expectStarter() }

    @Test("Schedules have the same histories with kept programs and with fresh ones")
    func warmAndFresh() async throws { try await WorkerLanguage.node.expectDeterminism() }

    @Test("A pool and concurrent promises do what their expect says, and have the same histories")
    func pool() async throws {
        try await WorkerLanguage.node.expectExample("node-pool")
        try await WorkerLanguage.node.expectDeterminism(example: "node-pool")
    }
}
