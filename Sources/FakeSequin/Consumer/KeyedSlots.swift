import Sequin

/// A slot per record: `fenced`, `sequin-streams`, `sequin-records`.
extension ConsumerState {
    mutating func putIntoSlot(_ record: Record) {
        guard let index = entry(ofRecord: record.id) else {
            return note(table.append(Entry(record), isReady: true))
        }
        table[index].record = record
        if table[index].state == .delivered { table[index].state = .pendingRedelivery }
        if table[index].isSettled {
            table[index].isSettled = false
            settledCount -= 1
            table.setReady(index, true)
        }
        // consumers.ex orders by the row's id, which an upsert leaves; streams.ex by a number that is new.
        if configuration.kind != .sequinRecords { table.moveToEnd(index) }
    }

    mutating func ackSlot(_ index: Int) -> AckOutcome {
        var outcome = AckOutcome(recordID: table[index].record.id, handedOut: table[index].handedOut)
        switch table[index].state {
        case .pendingRedelivery:
            table.stopTimer(index)
            table[index].state = .available
            table[index].expires = nil
            restartCount(index)
            table.setReady(index, true)
        case .available where configuration.kind != .sequinRecords || table[index].isSettled:
            outcome.ignored = .notInFlight
        case .available, .delivered:
            // The slot's latest version goes, whichever one the caller was given: consumers.ex deletes an available
            // slot too, and streams.ex cannot tell a late ack from a prompt one.
            outcome.removed = [table[index].record.updatedIdx]
            if isKeepingSettled { settle(index) } else { discard(index) }
        }
        return outcome
    }

    /// The next version begins with no tries.
    mutating func restartCount(_ index: Int) {
        table[index].tries = 0
        if !configuration.kind.countsForEver { table[index].deliverCount = 0 }
    }

    /// Keeps an acknowledged slot in its place, under its id.
    private mutating func settle(_ index: Int) {
        table.stopTimer(index)
        table[index].state = .available
        table[index].expires = nil
        table[index].tries = 0
        table[index].isSettled = true
        table.setReady(index, false)
        settledCount += 1
    }

    /// Takes acknowledged slots out once they need not stay any longer.
    mutating func forgetSettled(at now: Duration) {
        guard isKeepingSettled, now >= configuration.keepsAckedUntil else { return }
        isKeepingSettled = false
        if settledCount > 0 {
            for index in table.inOrder where table[index].isSettled { discard(index) }
        }
        settledCount = 0
    }
}
