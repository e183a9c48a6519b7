import Sequin

/// A message per change: `sequin-sinks`, `queue`, `fifo`, `webhook`.
///
/// A record's messages form a chain by age. Where they keep their order only the oldest is ever ready. Of `sequin-sinks` at
/// most one is in flight; a batch of `fifo` takes those behind it along, and while any of them is in flight none is ready.
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

    /// A message goes by its own id, in flight or not unless late acks are refused; nothing newer goes with it.
    mutating func ackMessage(_ index: Int, at now: Duration) -> AckOutcome {
        let entry = table[index]
        if let reason = reasonForLate(entry, at: now) {
            return AckOutcome(ignored: reason, recordID: entry.record.id, handedOut: entry.handedOut)
        }
        noteAcknowledged(entry)
        discard(index)
        return AckOutcome(
            recordID: entry.record.id, handedOut: entry.handedOut, removed: [entry.record.updatedIdx])
    }

    /// Whether a newer message of its record is still to come, or has come: then the record is not given up with it.
    func hasNewerMessage(than entry: Entry) -> Bool {
        guard configuration.kind != .sequinSinks else { return entry.newer != Entry.none }
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
            if configuration.kind == .sequinSinks, configuration.groupsByRecord {
                table.setReady(entry.newer, true)
            }
        } else if entry.older != Entry.none {
            note(entry.older)
        }
    }

    /// Why an ack or nack comes too late for a delivery; nil if it does not, or if this consumer takes it all the same.
    func reasonForLate(_ entry: Entry, at now: Duration) -> IgnoredReason? {
        guard configuration.kind.refusesExpired else { return nil }
        if entry.state == .available { return .notInFlight }
        let pause = configuration.pause(after: entry.deliverCount)
        return entry.expires.map { $0 - pause <= now } == true ? .expired : nil
    }
}
