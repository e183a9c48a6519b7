import FakeSequin
import Histogram
import Sequin
import Synchronization

/// A fake that notes how long it takes from publication to the ack, which follows the commit.
final class MeasuredConsumer: Consumer {
    var ackWait: Duration { fake.ackWait }
    private let fake: FakeSequin

    private struct State {
        var published: [Int64: ContinuousClock.Instant] = [:]
        var versions: [AckID: Int64] = [:]
        /// Microseconds.
        var latencies = Histogram<UInt32>(highestTrackableValue: 600_000_000, numberOfSignificantValueDigits: .three)
        var isComplete = false
        var lastAck = ContinuousClock.now
    }
    private let state = Mutex(State())

    init(_ fake: FakeSequin) { self.fake = fake }

    /// Whether all has been published, and nothing is left. A version that a newer one replaced is never handed out.
    var isDone: Bool {
        get async { if state.withLock({ $0.isComplete }) { await fake.isDrained } else { false } }
    }
    var lastAck: ContinuousClock.Instant { state.withLock { $0.lastAck } }
    var latencies: Histogram<UInt32> { state.withLock { $0.latencies } }

    func endPublishing() { state.withLock { $0.isComplete = true } }

    /// All at once: how long each waits says nothing.
    func publish(_ records: [Record]) async { await fake.publish(records) }

    func publish(_ record: Record, due: ContinuousClock.Instant) async {
        state.withLock { $0.published[record.updatedIdx] = due }
        await fake.publish(record)
    }

    func receive(batchSize: Int) async throws -> [Delivery] {
        let deliveries = try await fake.receive(batchSize: batchSize)
        state.withLock { state in
            guard !state.published.isEmpty else { return }
            for delivery in deliveries { state.versions[delivery.ackID] = delivery.record.updatedIdx }
        }
        return deliveries
    }

    func ack(_ ids: [AckID]) async throws {
        await fake.ack(ids)
        let now = ContinuousClock.now
        state.withLock { state in
            state.lastAck = now
            for id in ids {
                guard let version = state.versions.removeValue(forKey: id),
                    let published = state.published.removeValue(forKey: version)
                else { continue }
                let microseconds = (now - published) / .microseconds(1)
                state.latencies.record(UInt64(max(0, microseconds)))
            }
        }
    }

    func nack(_ ids: [AckID]) async throws { await fake.nack(ids) }
}
