import FakeSequin
import Histogram
import OrderedCollections
import Sequin

func record(_ n: Int, _ version: Int) -> Record {
    Record(
        id: "sub_\(n)", collectionSlug: "stripe:subscription", provider: "stripe", upstreamID: "up_\(n)",
        deleted: false, updatedIdx: Int64(version), sync: .init(id: "s", externalID: "c", metadata: .object([:])),
        upstreamCreatedAt: "2024-01-01T00:00:00Z", upstreamUpdatedAt: "2024-01-01T00:00:00Z",
        data: .object(["stripe_customer_id": .string("c"), "plan_id": .string("p"), "quantity": .integer(1)]))
}
for kind in ConsumerKind.allCases {
for slots in [1_000, 1_000_000] {
    for batch in [1, 100] {
        var state = ConsumerState(.init(kind: kind))
        let records = (0..<slots).map { record($0, $0 + 1) }
        for r in records { state.recordChanged(r) }
        let pairs = 500_000
        var done = 0
        var next = 0
        let start = ContinuousClock.now
        while done < pairs {
            let deliveries = state.receive(batchSize: batch, at: .milliseconds(done / 1000))
            for d in deliveries { state.ack(d.ackID, at: .milliseconds(done / 1000)) }
            done += deliveries.count
            for _ in deliveries { state.recordChanged(records[next % slots]); next += 1 }
        }
        let t = ContinuousClock.now - start
        print(kind, slots, batch, Double(pairs) / (t / .seconds(1)))
    }
}
}
