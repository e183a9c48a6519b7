import TestSupport
import Testing

@testable import Scenarios

@Suite(.ownTime, .enabled(if: WorkerLanguage.goHasDriver, "there is no Go with lib/pq")) struct GoWorkerTests {
    @Test("The guide's loop with a guard does what its expect says")
    func example() async throws { try await WorkerLanguage.go.expectExample("go-guarded") }

    @Test("What init writes loses the guide's race, made small and replayed, and nothing in order")
    func starter() async throws { try await WorkerLanguage.go.expectStarter() }

    @Test("Schedules have the same histories with kept programs and with fresh ones")
    func warmAndFresh() async throws { try await WorkerLanguage.go.expectDeterminism() }
}
