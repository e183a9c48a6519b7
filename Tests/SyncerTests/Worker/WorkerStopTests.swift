import Postgres
import Sequin
import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime, .timeLimit(.minutes(10))) struct WorkerStopTests {
    private func journal(
        of answers: [FakeConsumer.Answer], until stop: StopSignal, onReceive: @escaping @Sendable () -> Void = {},
        answer: @escaping @Sendable (String, Int) -> FakeSession.Answer = { _, _ in .success }
    ) async -> [String] {
        let journal = Journal()
        let worker = Worker(
            consumer: FakeConsumer(answers, journal: journal, onReceive: onReceive),
            session: FakeSession(journal, answer: answer), destination: TransactionDestination(),
            policy: WorkerPolicy(batchSize: 2), clock: FakeClock(), observer: JournalObserver(journal: journal))
        await Task { await worker.run(until: stop) }.value
        return journal.entries
    }

    @Test("A worker that is asked to stop finishes all that it holds, and takes no more")
    func finishes() async {
        let stop = StopSignal()
        let entries = await journal(
            of: [.batch("A B"), .batch("C")], until: stop,
            answer: { sql, _ in
                if sql == "write A" { stop.stop() }
                return .success
            })
        #expect(
            entries == [
                "receive", "begin A", "write A", "commit A", "ack a", "begin B", "write B", "commit B", "ack b",
            ])
    }

    @Test("A worker that waits for deliveries stops at once")
    func interruptsLongPoll() async {
        let stop = StopSignal()
        let entries = await journal(of: [.longPoll, .batch("A")], until: stop) { stop.stop() }
        #expect(entries == ["receive"])
    }

    @Test("A signal that was given before takes effect at once, and giving it twice changes nothing")
    func givenBefore() async {
        let stop = StopSignal()
        stop.stop()
        stop.stop()
        #expect(stop.isStopping)
        #expect(await journal(of: [.batch("A")], until: stop) == [])
    }

    @Test("A worker whose task is cancelled finishes nothing: no ack, no nack")
    func cancelled() async {
        let journal = Journal()
        let worker = Worker(
            consumer: FakeConsumer([.batch("A B")], journal: journal),
            session: FakeSession(journal) { sql, _ in
                if sql == "write A" { withUnsafeCurrentTask { $0?.cancel() } }
                return .success
            },
            destination: TransactionDestination(), policy: WorkerPolicy(batchSize: 2), clock: FakeClock(),
            observer: JournalObserver(journal: journal))
        await Task { await worker.run() }.value
        #expect(journal.entries.core == ["begin A", "write A", "commit A"])
    }
}
