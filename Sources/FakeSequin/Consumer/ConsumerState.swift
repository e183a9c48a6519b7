import OrderedCollections
public import Sequin

/// A consumer as a value: events in, results out.
///
/// It has no clock: calls that need the time take it as a duration since start, which must not go back. It does no I/O
/// and draws nothing at random, so equal events give equal results.
///
/// ```swift
/// var state = ConsumerState(.init(kind: .fenced, ackWait: .seconds(60)))
/// state.recordChanged(record)
/// let first = state.receive(batchSize: 1, at: .zero)        // ack id d1
/// let again = state.receive(batchSize: 1, at: .seconds(60)) // expired: the same record, ack id d2
/// state.ack(first[0].ackID, at: .seconds(61)).ignored       // .stale: only d2 counts now
/// ```
///
/// Expiry is noticed on receive, as in Sequin: until then, an ack of an expired delivery succeeds.
public struct ConsumerState: Sendable {
    /// How it was set up.
    public let configuration: ConsumerConfiguration

    var table: EntryTable
    private var records = RecordIndex()
    var entryOfAckNumber: [Int: Int] = [:]
    var lastAckNumber = 0
    var setAside: OrderedDictionary<String, DeadRecord> = [:]
    /// What was acknowledged and may come once more, by message.
    var acknowledged: OrderedDictionary<String, Entry> = [:]
    /// The newest version of each record that was acknowledged; kept where records can be set aside in no order.
    var newestAcknowledged: [String: Int64] = [:]
    /// How many messages of a group are in flight; `fifo` only.
    var inFlightOfGroup: [String: Int] = [:]
    /// How many slots are acknowledged and stay, and whether any still do.
    var settledCount = 0
    var isKeepingSettled: Bool
    /// What a `log` is made of, instead of all the above.
    var log: PartitionedLog?

    /// Creates a consumer that holds nothing.
    public init(_ configuration: ConsumerConfiguration = .init()) {
        self.configuration = configuration
        table = EntryTable(
            windowSize: configuration.kind.looksThroughWindow ? configuration.maxAckPending : nil)
        isKeepingSettled = configuration.keepsAckedUntil > .zero
        if configuration.kind == .log { log = PartitionedLog(configuration) }
    }

    // MARK: Events

    /// Takes a new version of a record. Versions must come in order; a dead record lives again.
    public mutating func recordChanged(_ record: Record) {
        if log?.append(record) != nil { return }
        if !setAside.isEmpty { setAside.removeValue(forKey: record.id) }
        if configuration.kind.keepsOneSlotPerRecord {
            putIntoSlot(record)
        } else {
            appendMessage(record)
        }
    }

    /// Takes new versions that come in one request, before any of them is handed out.
    ///
    /// streams.ex numbers the messages of a request from the last to the first.
    public mutating func recordsChanged(_ records: [Record]) {
        for record in configuration.kind == .sequinStreams ? records.reversed() : records {
            recordChanged(record)
        }
    }

    /// Hands out up to `batchSize` of what is deliverable, in sequence order.
    ///
    /// - Parameters:
    ///   - batchSize: How many it may be.
    ///   - now: When.
    ///   - member: Which worker asks, where that makes a difference: of a `log`, the member of its group. One that is not
    ///     named is another each time.
    public mutating func receive(batchSize: Int, at now: Duration, member: Int? = nil) -> [Delivery] {
        if log != nil {
            return deliver(
                deliverable(at: now, limit: batchSize, member: member), at: now, member: member)
        }
        noticeExpiries(at: now)
        return candidates(batchSize).map { handOut($0, at: now) }
    }

    private func candidates(_ limit: Int) -> [Int] {
        let ready = table.firstReady(room(for: limit))
        return configuration.kind == .fifo ? withFollowers(ready, limit: room(for: limit)) : ready
    }

    /// What could be handed out at `now`, in sequence order.
    ///
    /// It costs a copy of the consumer while it holds expired deliveries; call ``noticeExpiries(at:)`` first to save it.
    public func deliverable(at now: Duration, limit: Int, member: Int? = nil) -> [Deliverable] {
        if let log { return log.deliverable(at: now, limit: limit, member: member) }
        let staysTooLong = settledCount > 0 && now >= configuration.keepsAckedUntil
        if table.hasEndedTimer(at: now) || staysTooLong {
            var state = self
            state.noticeExpiries(at: now)
            return state.deliverable(at: now, limit: limit)
        }
        return candidates(limit).map { index in
            let entry = table[index]
            return Deliverable(
                recordID: entry.record.id, version: entry.record.updatedIdx,
                deliverCount: entry.deliverCount,
                index: index)
        }
    }

    /// Hands out what was chosen among ``deliverable(at:limit:member:)``, in the order given.
    ///
    /// What has stopped being deliverable since is left out.
    public mutating func deliver(_ chosen: [Deliverable], at now: Duration, member: Int? = nil)
        -> [Delivery]
    {
        if let deliveries = log?.deliver(chosen, at: now, member: member) { return deliveries }
        noticeExpiries(at: now)
        var handedOut: [Int] = []
        var deliveries: [Delivery] = []
        for choice in chosen {
            if choice.isCopy {
                if let index = bringBack(choice) { deliveries.append(handOut(index, at: now)) }
            } else if isDeliverable(choice, behind: handedOut) {
                deliveries.append(handOut(choice.index, at: now))
                handedOut.append(choice.index)
            }
        }
        return deliveries
    }

    /// Settles a delivery. An unknown id is ignored, and Sequin answers success.
    @discardableResult
    public mutating func ack(_ id: AckID, at now: Duration) -> AckOutcome {
        if log != nil {
            let number = number(in: id)
            if let outcome = log?.ack(number, at: now) { return outcome }
        }
        forgetSettled(at: now)
        guard let index = entry(of: id) else { return AckOutcome(ignored: reasonForUnknown(id)) }
        return configuration.kind.keepsOneSlotPerRecord ? ackSlot(index) : ackMessage(index, at: now)
    }

    /// Settles what one request names. An id that it names twice counts once, as in Sequin, whose requests are sets.
    @discardableResult
    public mutating func ack(_ ids: [AckID], at now: Duration) -> [AckOutcome] {
        if ids.count == 1 { return [ack(ids[0], at: now)] }
        var seen: Set<AckID> = []
        return ids.map { id in
            guard !seen.insert(id).inserted else { return ack(id, at: now) }
            let known = entry(of: id).map { table[$0] }
            return AckOutcome(
                ignored: known == nil ? reasonForUnknown(id) : .notInFlight, recordID: known?.record.id,
                handedOut: known?.handedOut)
        }
    }

    /// Gives a delivery back, to be handed out again at once; a webhook pauses first. An unknown id is ignored, and Sequin
    /// answers success.
    @discardableResult
    public mutating func nack(_ id: AckID, at now: Duration) -> NackOutcome {
        if log != nil {
            let number = number(in: id)
            if let outcome = log?.nack(number, at: now) { return outcome }
        }
        forgetSettled(at: now)
        guard let index = entry(of: id) else { return NackOutcome(ignored: reasonForUnknown(id)) }
        let entry = table[index]
        var outcome = NackOutcome(recordID: entry.record.id, handedOut: entry.handedOut)
        if entry.state == .available {
            outcome.ignored = .notInFlight
        } else if let reason = reasonForLate(entry, at: now) {
            outcome.ignored = reason
        } else {
            outcome.isDead = !giveBack(index)
            if !outcome.isDead {
                table[index].state = .available
                table[index].expires = nil
                pause(index, at: now)
            }
        }
        return outcome
    }

    /// Makes deliveries that have expired by `now` deliverable again, or sets their records aside; receive does it
    /// anyway.
    public mutating func noticeExpiries(at now: Duration) {
        log?.noticeExpiries(at: now)
        forgetSettled(at: now)
        while table.hasEndedTimer(at: now) { _ = giveBack(table.firstTimed) }
    }

    // MARK: Steps that all kinds share

    /// How many may be handed out now, of `limit`.
    func room(for limit: Int) -> Int {
        configuration.kind.boundsInFlight
            ? min(limit, configuration.maxAckPending - table.timedCount) : limit
    }

    private func isDeliverable(_ choice: Deliverable, behind handedOut: [Int]) -> Bool {
        guard table.isLive(choice.index),
            table.isReady(choice.index) || follows(choice.index, handedOut),
            table.isInWindow(choice.index)
        else { return false }
        let record = table[choice.index].record
        return record.id == choice.recordID && record.updatedIdx == choice.version && room(for: 1) > 0
    }

    private mutating func handOut(_ index: Int, at now: Duration) -> Delivery {
        let oldNumber = table[index].ackNumber
        if oldNumber == 0 || configuration.kind.renewsAckIDs {
            if oldNumber != 0 { entryOfAckNumber.removeValue(forKey: oldNumber) }
            lastAckNumber += 1
            table[index].ackNumber = lastAckNumber
            entryOfAckNumber[lastAckNumber] = index
        }
        table[index].state = .delivered
        table[index].deliverCount += 1
        table[index].tries += 1
        table[index].handedOut = table[index].record.updatedIdx
        table.setReady(index, false)
        table.startTimer(
            index, expires: configuration.expiry(of: table[index].deliverCount, since: now))
        if configuration.kind == .fifo { blockGroup(of: index) }
        let record = table[index].record
        return Delivery(
            ackID: ackID(table[index].ackNumber), record: record, deliverCount: table[index].deliverCount,
            messageID: configuration.kind.keepsOneSlotPerRecord ? nil : Self.messageID(record))
    }

    /// Ends a delivery that was not acknowledged.
    ///
    /// - Returns: Whether its record will be handed out again; otherwise it is dead.
    private mutating func giveBack(_ index: Int) -> Bool {
        if configuration.kind == .fifo, table[index].isTimed { releaseGroup(table[index].record.id) }
        table.stopTimer(index)
        if let most = configuration.maxDeliver, table[index].tries >= most {
            guard table[index].state == .pendingRedelivery else {
                bury(index)
                return false
            }
            // The version that failed is gone already, and a new version starts again with count 0.
            restartCount(index)
        }
        if configuration.kind == .fifo {
            readyGroup(table[index].record.id)
        } else {
            table.setReady(index, true)
        }
        return true
    }

    /// A webhook is not tried again at once.
    private mutating func pause(_ index: Int, at now: Duration) {
        let pause = configuration.pause(after: table[index].deliverCount)
        guard pause > .zero else { return }
        table.setReady(index, false)
        table.startTimer(index, expires: now + pause)
    }

    private mutating func bury(_ index: Int) {
        let entry = table[index]
        // A newer message of the same record is still to come, or has come: the record is not given up.
        if !hasNewerMessage(than: entry) {
            setAside[entry.record.id] = DeadRecord(record: entry.record, deliverCount: entry.deliverCount)
        }
        discard(index)
    }

    /// Takes an entry out for good.
    mutating func discard(_ index: Int) {
        if table[index].ackNumber != 0 { entryOfAckNumber.removeValue(forKey: table[index].ackNumber) }
        let id = table[index].record.id
        if configuration.kind == .fifo, table[index].isTimed { releaseGroup(id) }
        if !configuration.kind.keepsOneSlotPerRecord { unlinkMessage(index) }
        table.remove(index)
        if configuration.kind == .fifo { readyGroup(id) }
    }

    // MARK: Records

    /// A record's slot, or the message of its that came last.
    func entry(ofRecord id: String) -> Int? { records.entry(of: id, in: table) }

    /// Notes a record's slot or newest message.
    mutating func note(_ index: Int) { records.note(index, in: table) }
}
