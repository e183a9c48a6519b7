import FakeSequin
import Sequin
import Syncer

/// Where a version was applied: by which worker, at which step.
struct Application: Hashable, Sendable {
    var version: Int64
    var worker: Int
    var step: Int
}

/// What is known of a record in a run.
struct RecordKnowledge {
    var id: String
    /// Its number upstream, from 0: its letter.
    var number: Int
    var slug: String
    /// Every version published, in order, and which of them are deletions.
    var versions: [Int64] = []
    var deletions: [Int64] = []
    /// The newest upsert, or soft deletion, that was applied.
    var upsert: Application?
    /// The newest hard deletion that was applied.
    var deletion: Application?
    /// The newest version that an accepted ack was for.
    var ack: Application?
    /// The newest deletion that was handed out.
    var deliveredDeletion: Int64?
    /// Every version that was applied.
    var applied: Set<Int64> = []
    /// Whether a live version was ever applied.
    var wasLive = false
}

/// Compares committed rows with what was applied and acknowledged, never with what upstream has become since.
struct Checker {
    let deletes: Deletes
    private(set) var records: [RecordKnowledge] = []
    private(set) var recordIndex: [String: Int] = [:]

    init(deletes: Deletes) { self.deletes = deletes }

    // MARK: What happens

    /// Upstream has a new version of the record with this number.
    mutating func published(_ record: Record, number: Int) {
        let index = recordIndex[record.id] ?? records.count
        if index == records.count {
            recordIndex[record.id] = index
            records.append(RecordKnowledge(id: record.id, number: number, slug: record.collectionSlug))
        }
        records[index].versions.append(record.updatedIdx)
        if record.deleted { records[index].deletions.append(record.updatedIdx) }
    }

    mutating func delivered(_ delivery: Delivery) {
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

    /// A record's number upstream, from 0; nil if it was never published.
    func number(of id: String) -> Int? { recordIndex[id].map { records[$0].number } }

    func wasApplied(_ id: String, _ version: Int64) -> Bool {
        recordIndex[id].map { records[$0].applied.contains(version) } ?? false
    }

    func wasEverApplied(_ id: String) -> Bool {
        recordIndex[id].map { !records[$0].applied.isEmpty } ?? false
    }

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
}
