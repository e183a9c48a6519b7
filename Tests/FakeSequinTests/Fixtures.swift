import Sequin
import Testing

@testable import FakeSequin

/// A record of which only id and version matter.
func record(_ id: String, _ version: Int64, deleted: Bool = false) -> Record {
    Record(
        id: id, collectionSlug: "stripe:subscription", provider: "stripe", upstreamID: "up_\(id)", deleted: deleted,
        updatedIdx: version, sync: .init(id: "sync_1", externalID: nil, metadata: .null), upstreamCreatedAt: nil,
        upstreamUpdatedAt: nil, data: .object(JSONValue.null.members))
}

/// The configuration of most tests: deliveries expire after 60 s.
func consumer(
    _ kind: ConsumerKind, maxAckPending: Int = 10_000, maxDeliver: Int? = nil, groupsByRecord: Bool = true,
    keepsCopies: Bool = false, keepsAckedUntil: Duration = .zero
) -> ConsumerState {
    ConsumerState(
        .init(
            kind: kind, ackWait: .seconds(60), maxAckPending: maxAckPending, maxDeliver: maxDeliver,
            groupsByRecord: groupsByRecord, keepsCopies: keepsCopies, keepsAckedUntil: keepsAckedUntil))
}

extension ConsumerState {
    mutating func change(_ names: String) {
        for record in records(names) { recordChanged(record) }
    }

    /// What a receive gives out, in the form `A1` (record and version), in order.
    mutating func take(_ batchSize: Int = 1, at seconds: Int = 0) -> [String] {
        receive(batchSize: batchSize, at: .seconds(seconds)).map(\.name)
    }

    /// One delivery, which must be there.
    mutating func takeOne(at seconds: Int = 0) throws -> Delivery {
        try #require(receive(batchSize: 1, at: .seconds(seconds)).first)
    }
}

/// Versions of records in the form `A1 B2`, in order.
func records(_ names: String) -> [Record] {
    names.split(separator: " ").map { record(String($0.prefix(1)), Int64($0.dropFirst()) ?? 0) }
}

extension Delivery {
    var name: String { "\(record.id)\(record.updatedIdx)" }
}

/// Those that set aside what they have handed out often enough.
let kindsWithDeadLetters = ConsumerKind.allCases.filter { $0 != .log }

let keyedKinds: [ConsumerKind] = [.fenced, .sequinStreams, .sequinRecords]

extension ConsumerState {
    /// Whether a record that was handed out once has come back by a time, and may have gone out again since. A test asks
    /// before it awaits a receive that waits for the record: without it that would wait for ever.
    func hasComeBack(_ recordID: String, at now: Duration) -> Bool {
        view(of: recordID).contains { $0.deliverCount > 1 }
            || deliverable(at: now, limit: .max).contains { $0.recordID == recordID }
    }
}
