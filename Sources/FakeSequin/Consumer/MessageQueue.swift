import Sequin

/// A message per change: `sequin-sinks`.
///
/// A record's messages form a chain by age. With grouping only the oldest is ever ready, so that at most one is in
/// flight, and at most one in a batch.
extension ConsumerState {
    mutating func appendMessage(_ record: Record) {
        let newest = entry(ofRecord: record.id) ?? Entry.none
        let isReady = newest == Entry.none || !configuration.groupsByRecord
        let index = table.append(Entry(record), isReady: isReady)
        table[index].older = newest
        if newest != Entry.none { table[newest].newer = index }
        note(index)
    }

    /// A message goes by its own id, in flight or not; nothing newer goes with it.
    mutating func ackMessage(_ index: Int) -> AckOutcome {
        let entry = table[index]
        discard(index)
        return AckOutcome(
            recordID: entry.record.id, handedOut: entry.handedOut, removed: [entry.record.updatedIdx])
    }

    mutating func unlinkMessage(_ index: Int) {
        let entry = table[index]
        if entry.older != Entry.none { table[entry.older].newer = entry.newer }
        if entry.newer != Entry.none {
            table[entry.newer].older = entry.older
            // With grouping it is always the oldest that leaves, since no other was ever handed out.
            if configuration.groupsByRecord { table.setReady(entry.newer, true) }
        } else if entry.older != Entry.none {
            note(entry.older)
        }
    }
}
