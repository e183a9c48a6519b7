import Sequin
import Synchronization

/// Hands out what a test has written down, then ends the worker.
final class FakeConsumer: Consumer {
    enum Answer: Sendable {
        /// Records by id: `A B`; none for an empty long poll.
        case batch(String)
        case failure
        /// Waits until its task is cancelled, as a long poll does.
        case longPoll
    }

    private struct Refused: Error {}

    let ackWait = Duration.seconds(60)
    private let journal: Journal
    private let answers: Mutex<[Answer]>
    private let refusesAcks: Bool
    /// What happens when a receive has been sent, before it is answered.
    private let onReceive: @Sendable () -> Void

    init(
        _ answers: [Answer], journal: Journal, refusesAcks: Bool = false, onReceive: @escaping @Sendable () -> Void = {}
    ) {
        self.answers = Mutex(answers)
        self.journal = journal
        self.refusesAcks = refusesAcks
        self.onReceive = onReceive
    }

    func receive(batchSize: Int) async throws -> [Delivery] {
        onReceive()
        let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        guard let answer else {
            journal.add("end")
            withUnsafeCurrentTask { $0?.cancel() }
            throw CancellationError()
        }
        journal.add("receive")
        switch answer {
        case .batch(let names): return names.split(separator: " ").map { Delivery(String($0)) }
        case .failure: throw Refused()
        case .longPoll:
            // A worker that does not interrupt its long poll hangs here, and the test's time limit ends it.
            let ended = AsyncStream<Void>.makeStream()
            for await _ in ended.stream {}
            throw CancellationError()
        }
    }

    func ack(_ ids: [AckID]) async throws {
        journal.add("ack \(ids.map(\.rawValue).joined(separator: " "))")
        if refusesAcks { throw Refused() }
    }

    func nack(_ ids: [AckID]) async throws {
        journal.add("nack \(ids.map(\.rawValue).joined(separator: " "))")
    }
}
