import FakeSequin
import Sequin

/// A fake in process that is polled as a real consumer is: a receive waits a while for a first delivery.
struct PatientConsumer: Consumer {
    let fake: FakeSequin

    var ackWait: Duration { fake.ackWait }

    func receive(batchSize: Int) async throws -> [Delivery] {
        try await fake.receive(batchSize: batchSize, waitFor: min(.seconds(1), ackWait / 4))
    }

    func ack(_ ids: [AckID]) async throws { await fake.ack(ids) }

    func nack(_ ids: [AckID]) async throws { await fake.nack(ids) }
}
