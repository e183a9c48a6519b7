import FakeSequin
import Sequin
import Simulation
import Syncer

/// What was published, handed out, applied and acknowledged in a run: what committed rows are compared with, and never
/// with what upstream has become since.
struct Ledger {
    let deletes: Deletes
    let deletion: DeletionPayload
    /// Whether what lasts is what was committed as an offset, since all behind that may be replayed.
    let judgesCommits: Bool
    private(set) var records: [RecordKnowledge] = []
    private(set) var recordIndex: [String: Int] = [:]
    /// Whether what was handed out is kept, for checks that ask for it.
    private let keepsDeliveries: Bool
    private var handedOut: [String: [Int64: Record]] = [:]

    init(
        deletes: Deletes, deletion: DeletionPayload = .whole, keepsDeliveries: Bool = false, judgesCommits: Bool = false
    ) {
        self.judgesCommits = judgesCommits
        self.keepsDeliveries = keepsDeliveries
        self.deletes = deletes
        self.deletion = deletion
    }

    // MARK: What happens

    /// Upstream has a new version of the record with this number.
    ///
    /// - Parameter moment: When that was, where versions are ordered by time.
    mutating func published(_ record: Record, number: Int, moment: Int64? = nil) {
        let index = recordIndex[record.id] ?? records.count
        if index == records.count {
            recordIndex[record.id] = index
            records.append(RecordKnowledge(id: record.id, number: number, slug: record.collectionSlug))
        }
        records[index].versions.append(record.updatedIdx)
        if let moment { records[index].moments.append(moment) }
        if record.deleted { records[index].deletions.append(record.updatedIdx) }
    }

    mutating func delivered(_ delivery: Delivery) {
        if keepsDeliveries { handedOut[delivery.record.id, default: [:]][delivery.record.updatedIdx] = delivery.record }
        guard delivery.record.deleted, let index = recordIndex[delivery.record.id] else { return }
        records[index].deliveredDeletion = max(
            records[index].deliveredDeletion ?? .min, delivery.record.updatedIdx)
    }

    mutating func applied(_ delivery: Delivery, by worker: Int, step: Int) {
        guard let index = recordIndex[delivery.record.id] else { return }
        let application = Application(version: delivery.record.updatedIdx, worker: worker, step: step)
        records[index].applied.insert(application.version)
        if delivery.record.deleted, deletes == .hard {
            keepNewest(application, in: &records[index].deletion)
        } else {
            keepNewest(application, in: &records[index].upsert)
            if !delivery.record.deleted { records[index].wasLive = true }
        }
    }

    mutating func acked(_ delivery: Delivery, by worker: Int, step: Int) {
        guard let index = recordIndex[delivery.record.id] else { return }
        let ack = Application(version: delivery.record.updatedIdx, worker: worker, step: step)
        keepNewest(ack, in: &records[index].ack)
    }

    /// Postgres has been killed: what was applied and not acknowledged may be lost, and will be delivered again; what
    /// was acknowledged must be there still.
    mutating func serverCrashed(step: Int) {
        for index in records.indices {
            records[index].upsert = nil
            records[index].deletion = nil
            records[index].ack?.step = step
        }
    }

    private func keepNewest(_ new: Application, in old: inout Application?) {
        if let known = old, known.version >= new.version { return }
        old = new
    }

    // MARK: Questions

    /// The versions that were handed out, if they are kept: each once, by record and version, whatever the order was.
    var delivered: [Record] {
        records.flatMap { record in record.versions.compactMap { handedOut[record.id]?[$0] } }
    }

    /// Whether the payload of a record's version has a field: what a row can be held to.
    func isTold(_ field: String, by record: Record) -> Bool {
        !record.deleted || deletion == .whole || DeletionPayload.keyFields.contains(field)
    }

    /// A record's number upstream, from 0; nil if it was never published.
    func number(of id: String) -> Int? { recordIndex[id].map { records[$0].number } }

    func wasApplied(_ id: String, _ version: Int64) -> Bool {
        recordIndex[id].map { records[$0].applied.contains(version) } ?? false
    }

    func wasEverApplied(_ id: String) -> Bool {
        recordIndex[id].map { !records[$0].applied.isEmpty } ?? false
    }

    func wasEverAcked(_ id: String) -> Bool { recordIndex[id].map { records[$0].ack != nil } ?? false }

    func isDeletion(_ id: String, _ version: Int64) -> Bool {
        recordIndex[id].map { records[$0].deletions.contains(version) } ?? false
    }

    func wasDeleted(_ id: String, before version: Int64) -> Bool {
        recordIndex[id].map { records[$0].deletions.contains { $0 < version } } ?? false
    }

    /// A record's version in the guide's notation.
    func label(_ id: String, _ version: Int64) -> VersionName {
        guard let index = recordIndex[id] else { return VersionName(anyOf: id) }
        let name = RecordName.letters(records[index].number)
        guard let number = records[index].versions.firstIndex(of: version) else {
            return VersionName(name, unpublished: version)
        }
        return VersionName(name, number)
    }

    /// A version's name and number, as in `A′ (version 10)`.
    func named(_ record: RecordKnowledge, _ version: Int64) -> String {
        "\(label(record.id, version)) (version \(version))"
    }

    /// A record's name by its id; the id itself if upstream does not know it.
    func name(ofID id: String) -> String { number(of: id).map(RecordName.letters) ?? id }

    /// The id of a record by its name.
    func id(ofName wanted: String) -> String { records.first { name(ofID: $0.id) == wanted }?.id ?? wanted }

    /// Adds what later verdicts depend on to a state.
    func add(to print: inout StateFingerprint) {
        for record in records {
            print.add(record.upsert?.version ?? .min)
            print.add(record.deletion?.version ?? .min)
            print.add(record.deliveredDeletion ?? .min)
            print.add(record.ack?.version ?? .min)
            print.add(record.wasLive ? UInt64(1) : UInt64(0))
            guard keepsDeliveries else { continue }
            for version in record.versions { print.add(handedOut[record.id]?[version] == nil ? UInt64(0) : 1) }
        }
    }
}
