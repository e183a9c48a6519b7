import Postgres
import Sequin

@testable import Syncer

/// Writes a record in a transaction of three statements: `begin A`, `write A`, `commit A`.
struct TransactionDestination: Destination {
    var appliesBatches = false
    var opening: [String] = []

    func open(_ session: any Session) async throws {
        for sql in opening { _ = try await session.run(Statement(sql)) }
    }

    func apply(_ delivery: Delivery, on session: any Session) async throws {
        try await write(delivery.record.id, on: session)
    }

    func applyBatch(_ deliveries: [Delivery], on session: any Session) async throws {
        try await write("[\(deliveries.names)]", on: session)
    }

    private func write(_ what: String, on session: any Session) async throws {
        for verb in ["begin", "write", "commit"] { _ = try await session.run(Statement("\(verb) \(what)")) }
    }
}

/// Runs a worker over fakes until its consumer has nothing more to say, and returns what it did.
func journal(
    of answers: FakeConsumer.Answer..., policy: WorkerPolicy = WorkerPolicy(),
    destination: TransactionDestination = TransactionDestination(), clock: FakeClock = FakeClock(skipsPauses: true),
    failingReconnects: Int = 0, refusesAcks: Bool = false,
    answer: @escaping @Sendable (_ sql: String, _ earlier: Int) -> FakeSession.Answer = { _, _ in .success }
) async -> [String] {
    let journal = Journal()
    let worker = Worker(
        consumer: FakeConsumer(answers, journal: journal, refusesAcks: refusesAcks),
        session: FakeSession(journal, failingReconnects: failingReconnects, answer: answer), destination: destination,
        policy: policy, clock: clock, observer: JournalObserver(journal: journal))
    await Task { await worker.run() }.value
    return journal.entries
}

extension [String] {
    /// Without what every run begins and ends with.
    var core: [String] { filter { $0 != "receive" && $0 != "end" } }
}
