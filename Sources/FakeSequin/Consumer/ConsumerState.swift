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

    /// Creates a consumer that holds nothing.
    public init(_ configuration: ConsumerConfiguration = .init()) {
        self.configuration = configuration
        table = EntryTable(windowSize: configuration.kind.looksThroughWindow ? configuration.maxAckPending : nil)
    }

    // MARK: Events

    /// Takes a new version of a record. Versions must come in order; a dead record lives again.
    public mutating func recordChanged(_ record: Record) {
        if !setAside.isEmpty { setAside.removeValue(forKey: record.id) }
        if configuration.kind.keepsOneSlotPerRecord { putIntoSlot(record) } else { appendMessage(record) }
    }

    /// Hands out up to `batchSize` of what is deliverable, in sequence order.
    public mutating func receive(batchSize: Int, at now: Duration) -> [Delivery] {
        noticeExpiries(at: now)
        return table.firstReady(room(for: batchSize)).map { handOut($0, at: now) }
    }

    /// What could be handed out at `now`, in sequence order.
    ///
    /// It costs a copy of the consumer while it holds expired deliveries; call ``noticeExpiries(at:)`` first to save it.
    public func deliverable(at now: Duration, limit: Int) -> [Deliverable] {
        if table.hasEndedTimer(at: now) {
            var state = self
            state.noticeExpiries(at: now)
            return state.deliverable(at: now, limit: limit)
        }
        return table.firstReady(room(for: limit)).map { index in
            let entry = table[index]
            return Deliverable(
                recordID: entry.record.id, version: entry.record.updatedIdx, deliverCount: entry.deliverCount,
                index: index)
        }
    }

    /// Hands out what was chosen among ``deliverable(at:limit:)``, in the order given.
    ///
    /// What has stopped being deliverable since is left out.
    public mutating func deliver(_ chosen: [Deliverable], at now: Duration) -> [Delivery] {
        noticeExpiries(at: now)
        var deliveries: [Delivery] = []
        for choice in chosen {
            if choice.isCopy {
                if let index = bringBack(choice) { deliveries.append(handOut(index, at: now)) }
            } else if isDeliverable(choice) {
                deliveries.append(handOut(choice.index, at: now))
            }
        }
        return deliveries
    }

    /// Settles a delivery. An unknown id is ignored, and Sequin answers success.
    ///
    /// The time decides nothing today, since expiry is noticed on receive; a kind that looks at it here would need it.
    @discardableResult
    public mutating func ack(_ id: AckID, at now: Duration) -> AckOutcome {
        guard let index = entry(of: id) else { return AckOutcome(ignored: reasonForUnknown(id)) }
        return configuration.kind.keepsOneSlotPerRecord ? ackSlot(index) : ackMessage(index)
    }

    /// Gives a delivery back, to be handed out again at once. An unknown id is ignored, and Sequin answers success.
    @discardableResult
    public mutating func nack(_ id: AckID, at now: Duration) -> NackOutcome {
        guard let index = entry(of: id) else { return NackOutcome(ignored: reasonForUnknown(id)) }
        let entry = table[index]
        var outcome = NackOutcome(recordID: entry.record.id, handedOut: entry.handedOut)
        if entry.state == .available {
            outcome.ignored = .notInFlight
        } else {
            outcome.isDead = !giveBack(index)
            if !outcome.isDead {
                table[index].state = .available
                table[index].expires = nil
            }
        }
        return outcome
    }

    /// Makes deliveries that have expired by `now` deliverable again, or sets their records aside; receive does it
    /// anyway.
    public mutating func noticeExpiries(at now: Duration) {
        while table.hasEndedTimer(at: now) { _ = giveBack(table.firstTimed) }
    }

    // MARK: Steps that all kinds share

    /// How many may be handed out now, of `limit`.
    func room(for limit: Int) -> Int {
        configuration.kind.looksThroughWindow ? limit : min(limit, configuration.maxAckPending - table.timedCount)
    }

    private func isDeliverable(_ choice: Deliverable) -> Bool {
        guard table.isLive(choice.index), table.isReady(choice.index), table.isInWindow(choice.index) else {
            return false
        }
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
        table[index].handedOut = table[index].record.updatedIdx
        table.setReady(index, false)
        table.startTimer(index, expires: now + configuration.ackWait)
        let record = table[index].record
        return Delivery(
            ackID: ackID(table[index].ackNumber), record: record, deliverCount: table[index].deliverCount,
            messageID: configuration.kind.keepsOneSlotPerRecord ? nil : Self.messageID(record))
    }

    /// Ends a delivery that was not acknowledged.
    ///
    /// - Returns: Whether its record will be handed out again; otherwise it is dead.
    private mutating func giveBack(_ index: Int) -> Bool {
        table.stopTimer(index)
        if let most = configuration.maxDeliver, table[index].deliverCount >= most {
            guard table[index].state == .pendingRedelivery else {
                bury(index)
                return false
            }
            // The version that failed is gone already, and a new version starts again with count 0.
            table[index].deliverCount = 0
        }
        table.setReady(index, true)
        return true
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
        if !configuration.kind.keepsOneSlotPerRecord { unlinkMessage(index) }
        table.remove(index)
    }

    // MARK: Records

    /// A record's slot, or the message of its that came last.
    func entry(ofRecord id: String) -> Int? { records.entry(of: id, in: table) }

    /// Notes a record's slot or newest message.
    mutating func note(_ index: Int) { records.note(index, in: table) }
}
