import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

@Suite(.ownTime) struct HintTests {
    private let violation = Violation(property: .convergence, step: 1, record: "A", because: "")

    private func failure(_ note: Note, _ violation: Violation) -> FailureReport {
        Samples.failure([Samples.step(Choice(.lateCopy, worker: 1, records: ["A"], call: "ack"), note)], violation)
    }

    @Test("Where a late ack has removed a newer version, no upsert is recommended")
    func lateAck() {
        let removing = Note(.acked, worker: 1, versions: [VersionName("A")], detail: .removed([VersionName("A", 1)]))
        #expect(failure(removing, violation).whatToTry.hasPrefix("no upsert can repair this"))
    }

    @Test("Otherwise the property tells what to try")
    func usual() {
        let plain = Note(.acked, worker: 1, versions: [VersionName("A")])
        #expect(failure(plain, violation).whatToTry == Property.convergence.advice([]))
        var other = violation
        other.property = .liveness
        let removing = Note(.acked, worker: 1, versions: [VersionName("A")], detail: .removed([VersionName("A", 1)]))
        #expect(failure(removing, other).whatToTry == Property.liveness.advice([]))
    }
}
