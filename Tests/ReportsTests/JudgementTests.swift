import Syncer
import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

/// What counts as a failure of a command.
@Suite(.ownTime) struct JudgementTests {
    private let held = Samples.result("s", "in-order", .sampled)
    private let broken = Samples.result("s", "in-order", .violated, property: .liveness)
    private let open = Samples.result("s", "in-order", .inconclusive)

    @Test func verifyFailsForViolationsAlone() {
        #expect(Judgement.verify(held, acceptance: nil).complaint == nil)
        #expect(Judgement.verify(broken, acceptance: nil).complaint == .violated)
        #expect(Judgement.verify(open, acceptance: nil).complaint == nil)
    }

    @Test func whatIsAcceptedMustHappen() {
        #expect(Judgement.verify(broken, acceptance: "known").complaint == nil)
        guard case .stale? = Judgement.verify(held, acceptance: "known").complaint else {
            Issue.record("an accepted violation that did not happen is stale")
            return
        }
        // Of an inconclusive run nothing is known.
        #expect(Judgement.verify(open, acceptance: "known").complaint == nil)
    }

    @Test func matrixFailsForDifferencesEitherWay() {
        func complaint(_ result: CellResult, _ expectation: Scenarios.Expectation?) -> Judgement.Complaint? {
            Judgement.matrix(result, expectation: expectation).complaint
        }
        #expect(complaint(held, Scenarios.Expectation(.holds)) == nil)
        #expect(complaint(broken, Scenarios.Expectation(.violated)) == nil)
        #expect(complaint(broken, Scenarios.Expectation(.violated, property: .liveness)) == nil)
        #expect(complaint(broken, .none) == nil)
        #expect(complaint(open, Scenarios.Expectation(.violated)) == nil)
        #expect(complaint(broken, Scenarios.Expectation(.holds)) == .differs("expected to hold, and violates liveness"))
        #expect(
            complaint(held, Scenarios.Expectation(.violated, property: .liveness))
                == .differs("expected to violate liveness, and held in 200 schedules"))
        #expect(
            complaint(broken, Scenarios.Expectation(.violated, property: .convergence))
                == .differs("expected to violate convergence, and violates liveness"))
    }
}
