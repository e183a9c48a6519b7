import FakeSequin
import Sequin
import Simulation

/// The names of what may happen: the same in every run, and in a file.
struct ChoiceNames {
    let ledger: Ledger

    /// The name of the choice that lets a call proceed.
    func choice(for call: WorldBoard.Parked, of worker: WorkerSlot) -> Choice {
        switch call.call {
        case .receive: Choice(.receive, worker: worker.number)
        case .ack(let ids): Choice(.ack, worker: worker.number, records: records(of: ids, worker))
        case .nack(let ids): Choice(.nack, worker: worker.number, records: records(of: ids, worker))
        case .fetch(let id): Choice(.fetch, worker: worker.number, records: [ledger.name(ofID: id)])
        case .reconnect: Choice(.reconnect, worker: worker.number)
        case .statement(let statement):
            Choice(.statement, worker: worker.number, records: subjects(of: worker), call: statement.name)
        case .step(let step):
            Choice(
                .statement, worker: worker.number, records: step.records.map(ledger.name), call: step.name)
        }
    }

    /// The name of the choice that lets a statement go on which pauses.
    func goingOn(_ session: PooledSession, of worker: WorkerSlot) -> Choice {
        let touched = worker.program?.connection(of: session)?.touched.map(ledger.name)
        return Choice(
            .goOn, worker: worker.number, records: touched ?? subjects(of: worker), call: session.statement?.name)
    }

    /// The name of the choice that makes a fault befall a call.
    func fault(_ action: Action, at call: WorldBoard.Parked, of worker: WorkerSlot) -> Choice {
        let plain = choice(for: call, of: worker)
        return Choice(action, worker: plain.worker, records: plain.records, call: plain.call ?? call.call.name)
    }

    /// The records that a worker's statements are about.
    func subjects(of worker: WorkerSlot) -> [String] { worker.subjects.map { ledger.name(ofID: $0.record.id) } }

    private func records(of ids: [AckID], _ worker: WorkerSlot) -> [String] {
        ids.map { id in
            guard let record = worker.delivery(id)?.record else { return id.rawValue }
            // A program may have several events of a record open, and answer any of them.
            return worker.program?.posted == nil
                ? ledger.name(ofID: record.id) : ledger.label(record.id, record.updatedIdx).description
        }
    }
}

extension Change.Kind {
    /// The action that makes such a change.
    var action: Action {
        switch self {
        case .create: .create
        case .update: .update
        case .delete: .delete
        case .recreate: .recreate
        }
    }
}
