internal import OrderedCollections
internal import SQSWire
internal import Sequin

/// One queue: its messages in the order of their sending, and the receipts that it gave out.
struct MessageQueue: Sendable {
    /// A message that was sent within the last five minutes, by its deduplication id.
    struct Known: Hashable, Sendable {
        var id: String
        var sequence: String?
        var sent: Duration
    }

    let name: String
    let created: Duration
    var modified: Duration
    var settings: QueueSettings
    var messages: [StoredMessage] = []
    /// How many receipts were given out.
    var lastReceipt = 0
    var lastSequence = 0
    var known: OrderedDictionary<String, Known> = [:]
    let handles: SQSReceiptHandles

    /// How long a deduplication id is remembered.
    static let memory = Duration.seconds(300)

    /// - Parameter scope: What no other queue has, nor an earlier one of the name.
    init(name: String, settings: QueueSettings, scope: String, at now: Duration) {
        self.name = name
        self.settings = settings
        (created, modified) = (now, now)
        handles = SQSReceiptHandles(scope: scope)
    }

    /// Lets go of what was kept for long enough.
    mutating func forget(at now: Duration) {
        messages.removeAll { $0.sent + .seconds(settings.retention) <= now }
        known.removeAll { $0.value.sent + Self.memory <= now }
    }

    // MARK: Receiving

    /// The places of the messages that may be received now, in the queue's order.
    ///
    /// Of a FIFO queue's group those come that no message before them keeps back: nothing of a group goes out while one of
    /// it is in flight, or delayed and earlier.
    func deliverable(at now: Duration) -> [Int] {
        guard settings.isFIFO else { return messages.indices.filter { messages[$0].visible <= now } }
        var groups: OrderedDictionary<String, [Int]> = [:]
        var blocked: Set<String> = []
        for message in messages where message.isInFlight(at: now) { blocked.insert(message.group ?? "") }
        for (place, message) in messages.enumerated() {
            let group = message.group ?? ""
            if message.visible > now { blocked.insert(group) }
            if !blocked.contains(group) { groups[group, default: []].append(place) }
        }
        return groups.values.flatMap { $0 }
    }

    /// Takes the messages at these places.
    mutating func receive(_ places: [Int], visibility: Int, at now: Duration, epoch: Int64) -> [SQSMessage] {
        places.map { place in
            lastReceipt += 1
            messages[place].receipt = lastReceipt
            messages[place].count += 1
            messages[place].visible = now + .seconds(visibility)
            messages[place].firstReceived = messages[place].firstReceived ?? now
            return message(messages[place], epoch: epoch)
        }
    }

    private func message(_ stored: StoredMessage, epoch: Int64) -> SQSMessage {
        var system: OrderedDictionary<String, String> = [
            "SenderId": "AIDAFAKESEQUIN", "SentTimestamp": "\(epoch + stored.sent.milliseconds)",
            "ApproximateReceiveCount": "\(stored.count)",
            "ApproximateFirstReceiveTimestamp": "\(epoch + (stored.firstReceived ?? stored.sent).milliseconds)",
        ]
        system["MessageGroupId"] = stored.group
        system["MessageDeduplicationId"] = stored.deduplicationID
        system["SequenceNumber"] = stored.sequence
        system["DeadLetterQueueSourceArn"] = stored.source
        return SQSMessage(
            id: stored.id, handle: handles.handle(of: "\(stored.receipt ?? 0)"), body: stored.body,
            systemAttributes: system,
            attributes: stored.attributes)
    }

    /// Takes out what may be received now, and was as often as a dead-letter queue wants.
    mutating func takeDead(after count: Int, at now: Duration) -> [StoredMessage] {
        let dead = Set(deliverable(at: now).filter { messages[$0].count >= count })
        defer { messages = messages.indices.filter { !dead.contains($0) }.map { messages[$0] } }
        return dead.sorted().map { messages[$0] }
    }

    // MARK: Receipts

    /// The number in a handle.
    ///
    /// - Throws: `SQSError` for what is no handle of this queue.
    private func receipt(_ handle: String) throws(SQSError) -> Int {
        guard let number = handles.id(in: handle).flatMap({ Int($0) }), 1...max(1, lastReceipt) ~= number,
            lastReceipt > 0
        else {
            throw .invalidHandle(handle)
        }
        return number
    }

    /// Deletes a message. One that is gone, or was received again since, is left alone, and that is a success too; a FIFO
    /// queue refuses a handle whose time is over.
    mutating func delete(_ handle: String, at now: Duration) throws(SQSError) {
        let number = try receipt(handle)
        guard let place = messages.firstIndex(where: { $0.receipt == number }) else { return }
        guard !settings.isFIFO || messages[place].visible > now else { throw .expiredHandle(handle) }
        messages.remove(at: place)
    }

    /// Has a message that is in flight be visible again in so many seconds.
    mutating func changeVisibility(_ handle: String, seconds: Int, at now: Duration) throws(SQSError) {
        let number = try receipt(handle)
        guard let place = messages.firstIndex(where: { $0.receipt == number }), messages[place].visible > now else {
            throw .notInFlight(handle)
        }
        messages[place].visible = now + .seconds(seconds)
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
