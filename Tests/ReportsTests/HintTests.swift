import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

@Suite(.ownTime) struct HintTests {
    private let violation = Violation(property: .convergence, step: 1, record: "A", because: "")

    private func failure(_ advice: Advice?) -> FailureReport {
        var failure = Samples.failure([Samples.step(Choice(.create, records: ["A"]))], violation)
        failure = FailureReport(
            file: failure.file, steps: failure.steps, isMinimal: true, candidates: 1, advice: advice)
        return failure
    }

    @Test func `what is known of the cause is said`() {
        let advised = failure(Advice(cause: "refused", text: "write the parent first"))
        #expect(advised.whatToTry == "write the parent first")
        #expect(advised.text(name: "n", path: nil, style: TextStyle()).contains("\ntry      write the parent first\n"))
        #expect(JUnitText.body(account(advised)).contains("\ntry      write the parent first\n"))
    }

    @Test func `where no cause is known nothing is advised`() {
        let plain = failure(nil)
        #expect(plain.whatToTry == nil)
        #expect(!plain.text(name: "n", path: nil, style: TextStyle()).contains("try "))
        #expect(!JUnitText.body(account(plain)).contains("try "))
    }

    private func account(_ failure: FailureReport) -> CellAccount {
        let result = Samples.result("n", "in-order", .violated, property: .convergence)
        return CellAccount(.verify(result, failure, acceptance: nil), strategy: "n")
    }
}
