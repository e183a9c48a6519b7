import Sequin

/// A message per change: `sequin-sinks`, `queue`.
///
/// A record's messages form a chain by age. Where they keep their order only the oldest is ever ready, so that at most one
/// is in flight, and at most one in a batch.
extension ConsumerState {
    @discardableResult
    mutating func appendMessage(_ record: Record) -> Int {
        let newest = entry(ofRecord: record.id) ?? Entry.none
        let isReady = newest == Entry.none || !configuration.keepsOrder
        let index = table.append(Entry(record), isReady: isReady)
        table[index].older = newest
        if newest != Entry.none { table[newest].newer = index }
        note(index)
        return index
    }

    /// A message goes by its own id, in flight or not; nothing newer goes with it.
    mutating func ackMessage(_ index: Int) -> AckOutcome {
        let entry = table[index]
        noteAcknowledged(entry)
        discard(index)
        return AckOutcome(
            recordID: entry.record.id, handedOut: entry.handedOut, removed: [entry.record.updatedIdx])
    }

    /// Whether a newer message of its record is still to come, or has come: then the record is not given up with it.
    func hasNewerMessage(than entry: Entry) -> Bool {
        guard configuration.kind.keepsNoOrder else { return entry.newer != Entry.none }
        let version = entry.record.updatedIdx
        return newestAcknowledged[entry.record.id] ?? .min >= version
            || view(of: entry.record.id).contains { $0.version > version }
    }

    mutating func unlinkMessage(_ index: Int) {
        let entry = table[index]
        if entry.older != Entry.none { table[entry.older].newer = entry.newer }
        if entry.newer != Entry.none {
            table[entry.newer].older = entry.older
            // It is then always the oldest that leaves, since no other was ever handed out.
            if configuration.keepsOrder { table.setReady(entry.newer, true) }
        } else if entry.older != Entry.none {
            note(entry.older)
        }
    }
}
