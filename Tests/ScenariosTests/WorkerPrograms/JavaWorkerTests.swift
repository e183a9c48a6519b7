import TestSupport
import Testing

@testable import Scenarios

@Suite(.ownTime, .enabled(if: WorkerLanguage.javaHasDriver, "there is no JDK with pgjdbc and Gson"))
struct JavaWorkerTests {
    @Test("The guide's loop with a guard does what its expect says")
    func example() async throws { try await WorkerLanguage.java.expectExample("java-guarded") }

    @Test("What init writes loses the guide's race, made small and replayed, and nothing in order", .nightly)
    func starter() async throws { try await WorkerLanguage.java.expectStarter() }

    @Test("Schedules have the same histories with kept programs and with fresh ones", .nightly)
    func warmAndFresh() async throws { try await WorkerLanguage.java.expectDeterminism() }
}
