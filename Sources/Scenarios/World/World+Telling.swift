import Sequin

/// What is told of a run as it happens.
extension World {
    /// Notes something that came of the present step.
    func note(
        _ kind: Note.Kind, by worker: WorkerSlot? = nil, _ deliveries: [Delivery] = [], detail: Note.Detail? = nil
    ) {
        recorder.note(kind, by: worker?.number, deliveries.map(label), detail: detail)
    }

    /// Has what is noted from now on, which came of no choice, belong to the next step.
    func keepNotes() { recorder.keepNotes() }
    /// Notes something about versions of records.
    func note(_ kind: Note.Kind, versions: @autoclosure () -> [VersionName]) { recorder.note(kind, versions()) }

    /// The name of what a delivery is of.
    func label(_ delivery: Delivery) -> VersionName { label(delivery.record) }

    /// The name of a version of a record.
    func label(_ record: Record) -> VersionName { ledger.label(record.id, record.updatedIdx) }

    /// Notes which rows have changed since.
    func noteChangedRows(since old: CommittedState) {
        for change in RowChanges(from: old, to: checkers.committed).all {
            let version =
                change.now?.version.map { ledger.label(change.id, $0) }
                ?? VersionName(anyOf: ledger.name(ofID: change.id))
            recorder.note(.row, [version], detail: .row(change.state))
        }
    }
}
