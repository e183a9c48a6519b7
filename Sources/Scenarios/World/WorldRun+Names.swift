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

/// The letter of the n-th record, from 0: A to Z, then A1, B1…
func letter(_ record: Int) -> String {
    let letter = String(UnicodeScalar(UInt8(65 + record % 26)))
    return record < 26 ? letter : letter + String(record / 26)
}

extension Lane {
    /// What its statements are about: what it is writing, else what it holds.
    var subjects: [Delivery] { applying.isEmpty ? holding : applying }

}

extension WorldRun {
    /// The letter of a record by its id; the id itself if upstream does not know it.
    func letter(ofID id: String) -> String {
        checker.number(of: id).map(Scenarios.letter) ?? id
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

    /// A record's version in the guide's notation: `A`, `A′`, `A″`, then `A⁽³⁾`.
    func label(_ id: String, _ version: Int64) -> String {
        checker.label(id, version)
    }

    func label(_ delivery: Delivery) -> String { label(delivery.record.id, delivery.record.updatedIdx) }

    func note(_ kind: Note.Kind, by lane: Lane?, _ deliveries: [Delivery] = [], detail: String? = nil) {
        guard isRecording else { return }
        notes.append(Note(kind, worker: lane?.number, versions: deliveries.map(label), detail: detail))
    }
}
