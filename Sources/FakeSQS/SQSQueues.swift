internal import Bits
internal import OrderedCollections
public import SQSWire
internal import Sequin

/// Queues as SQS has them, as a value: calls in, answers out.
///
/// It has no clock: each call takes the time as a duration since start, which must not go back. All chance follows from the
/// seed, so equal calls at equal times give equal answers.
public struct SQSQueues: Sendable {
    private var queues: OrderedDictionary<String, MessageQueue> = [:]
    private var chance: SplitMix64
    private let shuffles: Bool
    private let epoch: Int64
    /// How many queues were ever made.
    private var made = 0

    /// The account that all queues belong to.
    public static let account = SQSAccount.number

    /// Creates a service without queues.
    ///
    /// - Parameters:
    ///   - seed: What ids, and orders, follow from.
    ///   - shuffles: Whether a standard queue hands out its messages in any order, and sometimes fewer than it could, as SQS
    ///     may; else in the order of their sending.
    ///   - epoch: What time it is at the start, in milliseconds since 1970.
    public init(seed: UInt64 = 1, shuffles: Bool = false, epoch: Int64 = 1_767_225_600_000) {
        chance = SplitMix64(seed: seed)
        self.shuffles = shuffles
        self.epoch = epoch
    }

    /// The names of all queues, in the order of their making.
    public var names: [String] { Array(queues.keys) }

    // MARK: Calls

    /// Answers a call.
    ///
    /// A receive that finds nothing is answered with no messages, whatever it would wait: ``wait(of:)`` says that, and
    /// ``nextMoment(of:after:)`` when to look again.
    ///
    /// - Parameters:
    ///   - request: The call.
    ///   - base: What queues' addresses begin with: scheme, host and port.
    ///   - now: The time.
    public mutating func answer(_ request: SQSRequest, base: String, at now: Duration) -> SQSAnswer {
        for name in queues.keys { queues[name]?.forget(at: now) }
        do throws(SQSError) { return try perform(request, base: base, at: now) } catch { return .error(error) }
    }

    private mutating func perform(
        _ request: SQSRequest, base: String, at now: Duration
    ) throws(SQSError) -> SQSAnswer {
        switch request.call {
        case .createQueue(let attributes):
            try create(request.queue, attributes, at: now)
            return .queueURL(url(request.queue, base))
        case .listQueues(let prefix):
            return .queueURLs(queues.keys.filter { $0.hasPrefix(prefix) }.map { url($0, base) })
        default: break
        }
        guard var queue = queues[request.queue] else { throw .noQueue }
        switch request.call {
        case .receive(let receive): return .messages(try take(receive, from: request.queue, at: now))
        case .queueURL: return .queueURL(url(request.queue, base))
        case .queueAttributes(let names):
            return .attributes(try SQSAttributeNames.select(names, from: attributes(of: queue, at: now)))
        case .deleteQueue:
            queues[request.queue] = nil
            return .done
        case .purgeQueue: queue.messages = []
        case .setQueueAttributes(let attributes):
            guard attributes["FifoQueue"] == nil else { throw .unknownAttribute("FifoQueue") }
            try queue.settings.set(attributes)
            try check(queue.settings)
            queue.modified = now
        case .delete(let entries):
            return settle(&queue, entries.map { ($0.id, $0.handle) }) { queue, place throws(SQSError) in
                try queue.delete(entries[place].handle, at: now)
            }
        case .changeVisibility(let entries):
            return settle(&queue, entries.map { ($0.id, $0.handle) }) { queue, place throws(SQSError) in
                try entries[place].check()
                try queue.changeVisibility(entries[place].handle, seconds: entries[place].seconds, at: now)
            }
        case .send(let entries):
            var answers: [SQSEntryAnswer] = []
            for entry in entries {
                do throws(SQSError) { answers.append(try queue.send(entry, id: makeID(), at: now)) } catch {
                    answers.append(SQSEntryAnswer(id: entry.id, error: error))
                }
            }
            queues[request.queue] = queue
            return .entries(answers)
        case .createQueue, .listQueues: break
        }
        queues[request.queue] = queue
        return .done
    }

    private mutating func settle(
        _ queue: inout MessageQueue, _ entries: [(id: String, handle: String)],
        _ body: (inout MessageQueue, Int) throws(SQSError) -> Void
    ) -> SQSAnswer {
        var answers: [SQSEntryAnswer] = []
        for (place, entry) in entries.enumerated() {
            do throws(SQSError) {
                try body(&queue, place)
                answers.append(SQSEntryAnswer(id: entry.id))
            } catch {
                answers.append(SQSEntryAnswer(id: entry.id, error: error))
            }
        }
        queues[queue.name] = queue
        return .entries(answers)
    }

    // MARK: Receiving

    /// For how long a receive waits that finds nothing; nothing for another call.
    public func wait(of request: SQSRequest) -> Duration {
        guard case .receive(let receive) = request.call, let queue = queues[request.queue] else { return .zero }
        return .seconds(receive.wait ?? queue.settings.wait)
    }

    /// When the next message of a queue becomes visible; nil if none does by itself.
    public func nextMoment(of queue: String, after now: Duration) -> Duration? {
        queues[queue]?.messages.map(\.visible).filter { $0 > now }.min()
    }

    private mutating func take(
        _ receive: SQSReceive, from name: String, at now: Duration
    ) throws(SQSError) -> [SQSMessage] {
        redrive(name, at: now)
        guard var queue = queues[name] else { throw .noQueue }
        var places = queue.deliverable(at: now)
        if shuffles, !queue.settings.isFIFO, !places.isEmpty {
            for place in places.indices.dropLast() {
                places.swapAt(place, place + chance.below(places.count - place))
            }
            places = Array(places.prefix(1 + chance.below(places.count)))
        }
        let messages = queue.receive(
            Array(places.prefix(receive.maximum)), visibility: receive.visibility ?? queue.settings.visibility, at: now,
            epoch: epoch)
        queues[name] = queue
        return messages
    }

    /// Moves to its dead-letter queue what was received often enough.
    private mutating func redrive(_ name: String, at now: Duration) {
        guard let redrive = queues[name]?.settings.redrive, queues[redrive.target] != nil, redrive.target != name else {
            return
        }
        for var message in queues[name]?.takeDead(after: redrive.maxReceiveCount, at: now) ?? [] {
            message.receipt = nil
            message.source = SQSAccount.arn(of: name)
            queues[redrive.target]?.messages.append(message)
        }
    }

    // MARK: Queues

    private mutating func create(
        _ name: String, _ attributes: OrderedDictionary<String, String>, at now: Duration
    ) throws(SQSError) {
        var settings = QueueSettings()
        try settings.set(attributes)
        let letters = name.hasSuffix(".fifo") ? name.dropLast(5) : Substring(name)
        guard name.utf8.count <= 80, !letters.isEmpty, letters.utf8.allSatisfy(\.isQueueNameByte),
            name.hasSuffix(".fifo") == settings.isFIFO
        else {
            throw .invalidParameter(
                name.hasSuffix(".fifo") || !settings.isFIFO
                    ? "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
                    : "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end "
                        + "with .fifo suffix and be 1 to 80 in length.")
        }
        try check(settings)
        if let queue = queues[name] {
            var same = queue.settings
            try same.set(attributes)
            guard same == queue.settings else { throw .queueExists }
            return
        }
        made += 1
        queues[name] = MessageQueue(name: name, settings: settings, scope: "\(chance.next()) \(made)", at: now)
    }

    private func check(_ settings: QueueSettings) throws(SQSError) {
        guard let target = settings.redrive?.target else { return }
        guard let queue = queues[target] else { throw .noQueue }
        guard queue.settings.isFIFO == settings.isFIFO else { throw .invalidAttribute("RedrivePolicy") }
    }

    private func attributes(of queue: MessageQueue, at now: Duration) -> OrderedDictionary<String, String> {
        var all = queue.settings.attributes
        let flying = queue.messages.count { $0.isInFlight(at: now) }
        let delayed = queue.messages.count { $0.isDelayed(at: now) }
        all["ApproximateNumberOfMessages"] = "\(queue.messages.count - flying - delayed)"
        all["ApproximateNumberOfMessagesNotVisible"] = "\(flying)"
        all["ApproximateNumberOfMessagesDelayed"] = "\(delayed)"
        all["CreatedTimestamp"] = "\((epoch + queue.created.milliseconds) / 1000)"
        all["LastModifiedTimestamp"] = "\((epoch + queue.modified.milliseconds) / 1000)"
        all["QueueArn"] = SQSAccount.arn(of: queue.name)
        return all
    }

    private func url(_ name: String, _ base: String) -> String { "\(base)/\(Self.account)/\(name)" }

    /// An id in the form of a UUID of version 4.
    private mutating func makeID() -> String {
        let digits = Array(chance.next().hexadecimal + chance.next().hexadecimal)
        let parts = [0..<8, 8..<12, 13..<16, 17..<20, 20..<32].map { String(digits[$0]) }
        return "\(parts[0])-\(parts[1])-4\(parts[2])-8\(parts[3])-\(parts[4])"
    }
}

extension UInt8 {
    fileprivate var isQueueNameByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
