import FakeSequin
import Postgres
import Sequin
import Simulation

extension Change.Kind {
    var action: Action {
        switch self {
        case .create: .create
        case .update: .update
        case .delete: .delete
        case .recreate: .recreate
        }
    }
}

extension Lane {
    /// What its statements are about: what it is writing, else what it holds.
    var subjects: [Delivery] { applying.isEmpty ? holding : applying }

}

extension WorldRun {
    /// The letter of a record by its id; the id itself if upstream does not know it.
    func letter(ofID id: String) -> String {
        checker.number(of: id).map(RecordName.letters) ?? id
    }

    func id(ofLetter wanted: String) -> String {
        checker.records.first { letter(ofID: $0.id) == wanted }?.id ?? wanted
    }

    func index(ofID id: String) -> Int { checker.number(of: id) ?? 0 }

    func letters(of ids: [AckID], in lane: Lane) -> [String] {
        ids.map { id in
            lane.holding.first { $0.ackID == id }.map { letter(ofID: $0.record.id) } ?? id.rawValue
        }
    }

    /// A record's version in the guide's notation.
    func label(_ id: String, _ version: Int64) -> VersionName {
        checker.label(id, version)
    }

    func label(_ delivery: Delivery) -> VersionName { label(delivery.record.id, delivery.record.updatedIdx) }

    func note(_ kind: Note.Kind, by lane: Lane?, _ deliveries: [Delivery] = [], detail: Note.Detail? = nil) {
        guard isRecording else { return }
        notes.append(Note(kind, worker: lane?.number, versions: deliveries.map(label), detail: detail))
    }
}
