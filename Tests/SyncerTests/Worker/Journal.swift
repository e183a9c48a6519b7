import OrderedCollections
import Postgres
import Sequin
import Synchronization

@testable import Syncer

/// What a worker did to its consumer and its session, in order.
final class Journal: Sendable {
    private let log = Mutex<[String]>([])
    var entries: [String] { log.withLock { $0 } }
    func add(_ entry: String) { log.withLock { $0.append(entry) } }

    /// How often something stands in it.
    func count(_ entry: String) -> Int { entries.count { $0 == entry } }
}

/// Notes what an observer is told, where a call on a seam does not show it.
struct JournalObserver: WorkerObserver {
    let journal: Journal

    func failed(_ deliveries: [Delivery], with error: any Error, isFinal: Bool) {
        journal.add("failed \(deliveries.names)\(isFinal ? " for good" : "")")
    }
    func missedDeadline(_ deliveries: [Delivery]) { journal.add("missed \(deliveries.names)") }
    func consumerFailed(with error: any Error) { journal.add("consumer failed") }
    func sessionFailed(with error: any Error) { journal.add("session failed") }
}

extension [Delivery] {
    var names: String { map(\.record.id).joined(separator: " ") }
}

extension Delivery {
    /// A delivery of which only the record's id matters; its ack id is the same in lower case.
    init(_ id: String) {
        let record = Record(
            id: id, collectionSlug: "stripe:subscription", provider: "stripe", upstreamID: "up_\(id)", deleted: false,
            updatedIdx: 1, sync: .init(id: "sync_1", externalID: nil, metadata: .null), upstreamCreatedAt: nil,
            upstreamUpdatedAt: nil, data: .object([:]))
        self.init(ackID: AckID(id.lowercased()), record: record, deliverCount: 1)
    }
}
