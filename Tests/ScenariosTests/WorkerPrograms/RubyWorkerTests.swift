import TestSupport
import Testing

@testable import Scenarios

@Suite(.ownTime, .enabled(if: WorkerLanguage.rubyHasDriver, "there is no Ruby with pg")) struct RubyWorkerTests {
    @Test("The guide's loop with a guard does what its expect says")
    func example() async throws { try await WorkerLanguage.ruby.expectExample("ruby-guarded") }

    @Test("What init writes loses the guide's race, made small and replayed, and nothing in order")
    func starter() async throws { try await WorkerLanguage.ruby.expectStarter() }

    @Test("Schedules have the same histories with kept programs and with fresh ones")
    func warmAndFresh() async throws { try await WorkerLanguage.ruby.expectDeterminism() }
}
