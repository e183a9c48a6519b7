import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Syncer

/// The deadline is 0.75 of an ackWait of 60 s: 45 s after the receive was sent.
@Suite(.ownTime, .timeLimit(.minutes(10))) struct WorkerDeadlineTests {
    private let policy = WorkerPolicy(batchSize: 2, deadline: 0.75)

    /// What happens in time, where a deadline is set.
    private func journal(
        of batch: String, clock: FakeClock, destination: TransactionDestination = TransactionDestination(),
        receiving: Duration = .zero, policy: WorkerPolicy? = nil,
        answer: @escaping @Sendable (String, Int) -> FakeSession.Answer
    ) async -> [String] {
        let journal = Journal()
        let session = FakeSession(journal, answer: answer)
        session.onHangBox.withLock { $0 = { clock.advance(by: .seconds(45)) } }
        let consumer = FakeConsumer([.batch(batch)], journal: journal) { clock.advance(by: receiving) }
        let worker = Worker(
            consumer: consumer, session: session, destination: destination, policy: policy ?? self.policy,
            clock: clock, observer: JournalObserver(journal: journal))
        await Task { await worker.run() }.value
        return journal.entries.core
    }

    @Test("Work that is in time is not disturbed")
    func inTime() async {
        let clock = FakeClock()
        let entries = await journal(of: "A", clock: clock) { sql, _ in
            if sql == "write A" { clock.advance(by: .seconds(44)) }
            return .success
        }
        #expect(entries == ["begin A", "write A", "commit A", "ack a"])
    }

    @Test("A running statement is cancelled, its transaction rolled back, and nothing acknowledged or given back")
    func runningStatement() async {
        let clock = FakeClock()
        let entries = await journal(of: "A B", clock: clock) { sql, _ in sql == "write A" ? .hangs : .success }
        #expect(entries == ["begin A", "write A", "cancel", "missed A", "missed B", "rollback"])
    }

    @Test("Nothing is sent after the deadline, even if the timer is late", arguments: ["begin A", "write A"])
    func lateTimer(slow: String) async {
        let clock = FakeClock(wakesSleepers: false)
        let entries = await journal(of: "A B", clock: clock) { sql, _ in
            if sql == slow { clock.advance(by: .seconds(45)) }
            return .success
        }
        let sent = slow == "begin A" ? ["begin A"] : ["begin A", "write A"]
        #expect(entries == sent + ["missed A", "missed B", "rollback"])
    }

    @Test("What was committed in time is not acknowledged too late")
    func lateAck() async {
        let clock = FakeClock(wakesSleepers: false)
        let entries = await journal(of: "A", clock: clock) { sql, _ in
            if sql == "commit A" { clock.advance(by: .seconds(45)) }
            return .success
        }
        #expect(entries == ["begin A", "write A", "commit A", "missed A"])
    }

    @Test("What failed too late is not given back", arguments: ErrorPolicy.allCases)
    func lateFailure(onError: ErrorPolicy) async {
        let clock = FakeClock(wakesSleepers: false)
        let policy = WorkerPolicy(onError: onError, deadline: 0.75)
        let entries = await journal(of: "A", clock: clock, policy: policy) { sql, _ in
            guard sql == "write A" else { return .success }
            clock.advance(by: .seconds(45))
            return .error("40001")
        }
        #expect(entries == ["begin A", "write A", "missed A", "rollback"])
    }

    @Test("A batch that is late is not tried record by record")
    func lateBatch() async {
        let clock = FakeClock(wakesSleepers: false)
        let entries = await journal(
            of: "A B", clock: clock, destination: TransactionDestination(appliesBatches: true)
        ) { sql, _ in
            guard sql == "write [A B]" else { return .success }
            clock.advance(by: .seconds(45))
            return .error("23514")
        }
        #expect(entries == ["begin [A B]", "write [A B]", "missed A B", "rollback"])
    }

    @Test("Time is counted from before the receive was sent")
    func countedFromReceive() async {
        let clock = FakeClock(wakesSleepers: false)
        let entries = await journal(of: "A", clock: clock, receiving: .seconds(45)) { _, _ in .success }
        #expect(entries == ["missed A"])
    }

    @Test("The next batch has time of its own")
    func nextBatch() async {
        let clock = FakeClock(wakesSleepers: false)
        let journal = Journal()
        let session = FakeSession(journal) { sql, _ in
            if sql == "write A" { clock.advance(by: .seconds(60)) }
            return .success
        }
        let worker = Worker(
            consumer: FakeConsumer([.batch("A"), .batch("B")], journal: journal), session: session,
            destination: TransactionDestination(), policy: policy, clock: clock,
            observer: JournalObserver(journal: journal))
        await Task { await worker.run() }.value
        #expect(
            journal.entries.core == [
                "begin A", "write A", "missed A", "rollback", "begin B", "write B", "commit B", "ack b",
            ])
    }
}
