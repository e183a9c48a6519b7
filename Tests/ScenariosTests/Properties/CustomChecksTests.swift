import Sequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What the answers of a strategy's own checks mean, without a server.
@Suite(.ownTime) struct CustomChecksTests {
    private func finding(_ answers: [CheckAnswer]) -> Finding? {
        let evidence = StepEvidence(
            ledger: Ledger(deletes: .soft), committed: CommittedState([[]], tables: []), answers: answers, step: 9,
            cause: "the cause")
        return Property.customChecks.check.finding(after: evidence)
    }

    private func findingAtRest(_ answers: [CheckAnswer]) async throws -> Finding? {
        let evidence = RestEvidence(
            ledger: Ledger(deletes: .soft), committed: nil, truth: [], dead: [], expectedValues: { _, _ in [] },
            answers: { answers })
        return try await Property.customChecks.check.finding(atRest: evidence)
    }

    @Test("No row is no violation")
    func none() async throws {
        #expect(finding([]) == nil)
        #expect(finding([CheckAnswer(file: "checks/a.sql", rows: [])]) == nil)
        #expect(try await findingAtRest([CheckAnswer(file: "checks/a.sql", rows: [])]) == nil)
    }

    @Test("Rows are shown, three at most, in an order that does not depend on the query's")
    func rows() async throws {
        let answers = [
            CheckAnswer(file: "checks/a.sql", rows: []),
            CheckAnswer(file: "checks/b.sql", rows: ["n=3", "n=1", "n=2", "n=4"]),
        ]
        #expect(finding(answers)?.because == "checks/b.sql returns 4 rows: n=1; n=2; n=3; and 1 more")
        #expect(try await findingAtRest(answers)?.because == finding(answers)?.because)
        #expect(
            finding([CheckAnswer(file: "checks/b.sql", rows: ["n=1"])])?.because == "checks/b.sql returns 1 row: n=1")
    }

    @Test("What a lock keeps from being answered is asked again after a step, and a violation at rest")
    func unanswered() async throws {
        let answers = [CheckAnswer(file: "checks/a.sql", rows: nil)]
        #expect(finding(answers) == nil)
        #expect(
            try await findingAtRest(answers)?.because
                == "a lock that is never released keeps checks/a.sql from being answered")
    }

    @Test("What was handed out is kept where it is asked for, each version once, in an order of its own")
    func delivered() {
        var fixture = CheckerFixture(.soft, keepsDeliveries: true)
        fixture.upstream("1 2 3!", of: "A")
        fixture.upstream("4", of: "B")
        fixture.deliver(4, of: "B")
        for version in [3, 1, 1] as [Int64] { fixture.deliver(version) }
        #expect(fixture.ledger.delivered.map { "\($0.id)\($0.updatedIdx)" } == ["A1", "A3", "B4"])
        var careless = CheckerFixture(.soft)
        careless.upstream("1")
        careless.deliver(1)
        #expect(careless.ledger.delivered.isEmpty)
    }
}
