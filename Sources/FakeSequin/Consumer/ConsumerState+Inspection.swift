import OrderedCollections
public import Sequin

extension ConsumerState {
    /// Whether nothing is left to hand out, and nothing is in flight; dead records do not count.
    public var isDrained: Bool { log?.isDrained ?? (table.count == settledCount) }

    /// How many slots or messages it holds.
    public var slotCount: Int { log.map { $0.slots.count } ?? (table.count - settledCount) }

    /// All slots or messages, in sequence order.
    public var slots: [SlotView] { log?.slots ?? held.map(slot) }

    /// What is not acknowledged.
    private var held: [Int] {
        settledCount == 0 ? table.inOrder : table.inOrder.filter { !table[$0].isSettled }
    }

    /// The first of them, in sequence order.
    public func firstSlots(_ limit: Int) -> [SlotView] {
        log.map { Array($0.slots.prefix(max(0, limit))) } ?? held.prefix(max(0, limit)).map(slot)
    }

    /// How many are in flight, expired or not.
    public var inFlightCount: Int {
        log == nil ? table.inOrder.count { table[$0].state != .available } : inFlight.count
    }

    /// Those that are in flight, expired or not, in sequence order.
    public var inFlight: [SlotView] { slots.filter { $0.state != .available } }

    /// The records that were set aside, in the order of their death.
    public var dead: [DeadRecord] { Array(setAside.values) }

    /// How much of each partition is out, and with which member; empty where there are none.
    public var positions: [(next: Int, member: Int?)] { log?.positions ?? [] }

    /// What it holds of one record, in sequence order; several only where a message is a change.
    public func view(of recordID: String) -> [SlotView] {
        if let log { return log.slots.filter { $0.recordID == recordID } }
        var found: [SlotView] = []
        var index = entry(ofRecord: recordID) ?? Entry.none
        while index != Entry.none {
            if !table[index].isSettled { found.append(slot(index)) }
            index = table[index].older
        }
        return found.reversed()
    }

    /// When the first delivery in flight will expire that has not expired at `now`.
    public func nextExpiry(after now: Duration) -> Duration? {
        log.map { $0.nextExpiry(after: now) } ?? table.nextTimerEnd(after: now)
    }

    /// Whether the delivery that this id names is in flight and has expired; false for an id that is not current.
    public func isExpired(_ id: AckID, at now: Duration) -> Bool {
        if let log { return log.isExpired(number(in: id), at: now) }
        return entry(of: id).map { slot($0).isExpired(at: now) } ?? false
    }

    private func slot(_ index: Int) -> SlotView {
        let entry = table[index]
        return SlotView(
            recordID: entry.record.id, state: entry.state, version: entry.record.updatedIdx,
            handedOut: entry.handedOut, deliverCount: entry.deliverCount, expires: entry.expires,
            ackID: entry.ackNumber == 0 ? nil : ackID(entry.ackNumber))
    }
}
