import OrderedCollections
import Sequin
import Syncer

@testable import Scenarios

/// A ledger and the properties without a world: what happened is told to it, and rows are shown to it.
struct CheckerFixture {
    private(set) var ledger: Ledger
    private let table: TableShape
    private var rows: [Row] = []
    private var versions: [String: [Int64: Bool]] = [:]

    init(_ deletes: Deletes, storesVersions: Bool = true, keepsDeliveries: Bool = false) {
        ledger = Ledger(deletes: deletes, keepsDeliveries: keepsDeliveries)
        let columns: [TableShape.Column] = [
            .init(name: "id", field: "id", type: "text"), .init(name: "deleted", field: "deleted", type: "boolean"),
            .init(name: "version", field: storesVersions ? "updated_idx" : "plan_id", type: "bigint"),
        ]
        table = TableShape(
            slug: "stripe:subscription", table: "stripe.subscriptions", quoted: "stripe.subscriptions",
            columns: columns, idType: "text")
    }

    /// Upstream makes versions of a record: `1`, `2`, and `3!` for a deletion.
    mutating func upstream(_ names: String, of id: String = "A") {
        for name in names.split(separator: " ") {
            let version = Int64(name.filter(\.isNumber)) ?? 0
            versions[id, default: [:]][version] = name.hasSuffix("!")
            ledger.published(delivery(version, of: id).record, number: ledger.records.count)
        }
    }

    mutating func deliver(_ version: Int64, of id: String = "A") { ledger.delivered(delivery(version, of: id)) }

    mutating func apply(_ version: Int64, of id: String = "A", by worker: Int = 1, step: Int = 1) {
        ledger.applied(delivery(version, of: id), by: worker, step: step)
    }

    mutating func ack(_ version: Int64, of id: String = "A", by worker: Int = 1, step: Int) {
        ledger.acked(delivery(version, of: id), by: worker, step: step)
    }

    /// What is committed: `A` at a version, or with a null instead.
    mutating func commit(_ version: Int64?, of id: String = "A") {
        rows.removeAll { $0.id == id }
        rows.append(Row([id, "false", version.map(String.init)], of: table))
    }

    mutating func remove(_ id: String = "A") { rows.removeAll { $0.id == id } }

    /// What the properties say after step 9.
    var violation: Violation? {
        Property.violation(
            after: StepEvidence(
                ledger: ledger, committed: CommittedState([rows], tables: [table]), step: 9, cause: "the cause"))
    }

    /// The property that is violated after step 9.
    var property: Property? { violation?.property }

    /// A delivery of a version that upstream has made.
    func delivery(_ version: Int64, of id: String = "A") -> Delivery {
        let record = Record(
            id: id, collectionSlug: "stripe:subscription", provider: "stripe", upstreamID: "up_\(id)",
            deleted: versions[id]?[version] ?? false, updatedIdx: version,
            sync: .init(id: "sync_1", externalID: nil, metadata: .null), upstreamCreatedAt: nil,
            upstreamUpdatedAt: nil, data: .object([:]))
        return Delivery(ackID: AckID("d\(version)"), record: record, deliverCount: 1)
    }
}
