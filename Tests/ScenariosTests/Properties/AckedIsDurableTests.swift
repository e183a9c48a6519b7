import FakeSequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// The boundary cases of acked-is-durable, without a server.
@Suite(.ownTime) struct AckedIsDurableTests {
    private func fixture(_ deletes: Deletes = .soft, _ upstream: String = "1 2 3") -> CheckerFixture {
        var fixture = CheckerFixture(deletes)
        fixture.upstream(upstream)
        return fixture
    }

    @Test("When an ack is accepted, its version is committed, or a newer one", arguments: [Int64(2), 3])
    func durable(version: Int64) {
        var fixture = fixture()
        fixture.commit(version)
        fixture.ack(2, step: 9)
        #expect(fixture.violation == nil)
    }

    @Test("An ack of what is not committed is a violation, in words that say what is")
    func early() {
        var fixture = fixture()
        fixture.ack(2, by: 2, step: 9)
        #expect(
            fixture.violation
                == Violation(
                    property: .ackedIsDurable, step: 9, record: "A",
                    because: "the consumer accepted worker 2's ack of A\u{2032} (version 2), "
                        + "and the committed row is not there"))
        fixture.commit(1)
        #expect(
            fixture.violation?.because
                == "the consumer accepted worker 2's ack of A\u{2032} (version 2), "
                + "and the committed row is at A (version 1)")
        fixture.commit(nil)
        #expect(
            fixture.violation?.because
                == "the consumer accepted worker 2's ack of A\u{2032} (version 2), "
                + "and the committed row is at a version that is null")
    }

    @Test("It is judged at the step of the ack, not later")
    func otherStep() {
        var fixture = fixture()
        fixture.ack(2, step: 8)
        #expect(fixture.violation == nil)
    }

    @Test("An acknowledged hard deletion has taken the row away, or left a newer one")
    func hardDeletion() {
        var fixture = fixture(.hard, "1 2! 3")
        fixture.deliver(2)
        fixture.ack(2, step: 9)
        #expect(fixture.violation == nil)
        fixture.commit(3)
        #expect(fixture.violation == nil)
        for version in [Int64(2), 1, nil] {
            fixture.commit(version)
            #expect(fixture.property == .ackedIsDurable)
        }
    }

    @Test("A newer hard deletion that was delivered excuses the row's absence")
    func deletedSince() {
        var fixture = fixture(.hard, "1 2!")
        fixture.deliver(2)
        fixture.ack(1, step: 9)
        #expect(fixture.violation == nil)
    }

    @Test("An acknowledged soft deletion may leave nothing behind if no live version was ever applied")
    func softNeverLive() {
        var fixture = fixture(.soft, "1 2!")
        fixture.ack(2, step: 9)
        #expect(fixture.violation == nil)
        fixture.commit(1)
        #expect(fixture.property == .ackedIsDurable)
    }
}
