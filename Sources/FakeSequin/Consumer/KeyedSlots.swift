import Sequin

/// A slot per record: `fenced`, `sequin-streams`, `sequin-records`.
extension ConsumerState {
    mutating func putIntoSlot(_ record: Record) {
        guard let index = entry(ofRecord: record.id) else { return note(table.append(Entry(record), isReady: true)) }
        table[index].record = record
        if table[index].state == .delivered { table[index].state = .pendingRedelivery }
        table.moveToEnd(index)
    }

    mutating func ackSlot(_ index: Int) -> AckOutcome {
        var outcome = AckOutcome(recordID: table[index].record.id, handedOut: table[index].handedOut)
        switch table[index].state {
        case .pendingRedelivery:
            table.stopTimer(index)
            table[index].state = .available
            table[index].expires = nil
            table[index].deliverCount = 0
            table.setReady(index, true)
        case .available where configuration.kind != .sequinRecords:
            outcome.ignored = .notInFlight
        case .available, .delivered:
            // The slot's latest version goes, whichever one the caller was given: consumers.ex deletes an available
            // slot too, and streams.ex cannot tell a late ack from a prompt one.
            outcome.removed = [table[index].record.updatedIdx]
            discard(index)
        }
        return outcome
    }
}
