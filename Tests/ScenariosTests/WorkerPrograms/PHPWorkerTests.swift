import TestSupport
import Testing

@testable import Scenarios

@Suite(.ownTime, .enabled(if: WorkerLanguage.phpHasDriver, "there is no PHP with pdo_pgsql")) struct PHPWorkerTests {
    @Test("The guide's loop with a guard does what its expect says")
    func example() async throws { try await WorkerLanguage.php.expectExample("php-guarded") }

    @Test("What init writes loses the guide's race, made small and replayed, and nothing in order")
    func starter() async throws { try await WorkerLanguage.php.expectStarter() }

    @Test("Schedules have the same histories with kept programs and with fresh ones")
    func warmAndFresh() async throws { try await WorkerLanguage.php.expectDeterminism() }
}
