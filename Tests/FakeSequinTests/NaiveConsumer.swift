import Sequin

@testable import FakeSequin

/// The same semantics once more, told as plainly as possible: one list, walked through for everything.
struct NaiveConsumer {
    struct Item {
        var record: Record
        var state = SlotState.available
        var deliverCount = 0
        var tries = 0
        var handedOut: Int64?
        var ack: Int?
        var expires: Duration?
        var serial = 0
        var isCopy = false
        /// Acknowledged, and there all the same.
        var isSettled = false
        /// When the attempt is over, where that is not when the next may come.
        var isOver: Duration?
    }

    let configuration: ConsumerConfiguration
    var items: [Item] = []
    var dead: Set<String> = []
    /// What was acknowledged once, and the newest version that was, by record.
    var acknowledged: [Item] = []
    var newestAcknowledged: [String: Int64] = [:]
    var lastAck = 0
    var serial = 0

    var isKeyed: Bool { [.fenced, .sequinStreams, .sequinRecords].contains(configuration.kind) }
    var hasReceipts: Bool { [.fenced, .queue, .fifo, .webhook].contains(configuration.kind) }
    var endsOnTime: Bool { [.fifo, .webhook].contains(configuration.kind) }
    /// streams and records count deliveries from the first one on.
    var countsOn: Bool { [.sequinStreams, .sequinRecords].contains(configuration.kind) }

    /// What a webhook waits after an attempt: 1, 2, 4 … s.
    func pause(_ count: Int) -> Duration {
        configuration.kind != .webhook ? .zero : count > 10 ? .seconds(600) : .seconds(1 << (count - 1))
    }

    mutating func change(_ record: Record) {
        dead.remove(record.id)
        guard isKeyed, let place = items.firstIndex(where: { $0.record.id == record.id }) else {
            items.append(Item(record: record))
            return
        }
        var item = items[place]
        item.record = record
        item.isSettled = false
        if item.state == .delivered { item.state = .pendingRedelivery }
        if configuration.kind == .sequinRecords { return items[place] = item }
        items.remove(at: place)
        items.append(item)
    }

    mutating func notice(_ now: Duration) {
        if now >= configuration.keepsAckedUntil { items.removeAll(where: \.isSettled) }
        guard let most = configuration.maxDeliver else { return }
        let failed = items.filter {
            $0.expires.map { $0 <= now } ?? false && $0.tries >= most && $0.state != .available
        }
        for item in failed.sorted(by: { ($0.expires!, $0.serial) < ($1.expires!, $1.serial) }) {
            giveUp(items.firstIndex { $0.serial == item.serial }!)
        }
    }

    /// Whether the record is dead.
    @discardableResult
    mutating func giveUp(_ place: Int) -> Bool {
        if items[place].state == .pendingRedelivery {
            items[place].tries = 0
            if !countsOn { items[place].deliverCount = 0 }
            return false
        }
        let item = items.remove(at: place)
        let (id, version) = (item.record.id, item.record.updatedIdx)
        let hasNewer =
            configuration.kind != .sequinSinks
            ? newestAcknowledged[id] ?? 0 >= version
                || items.contains { $0.record.id == id && $0.record.updatedIdx > version }
            : items[place...].contains { $0.record.id == id }
        if !hasNewer { dead.insert(id) }
        return true
    }

    func deliverable(_ limit: Int, _ now: Duration) -> [Int] {
        let isFree = { (item: Item) in item.expires.map { $0 <= now } ?? true && !item.isSettled }
        var places = items.indices.filter { isFree(items[$0]) }
        var room = limit
        switch configuration.kind {
        case .fenced, .sequinStreams: places = places.filter { $0 < configuration.maxAckPending }
        case .sequinRecords: room = min(limit, configuration.maxAckPending - items.count { !isFree($0) })
        case .queue: room = min(limit, configuration.maxAckPending - items.count { !isFree($0) })
        case .webhook, .log: break
        case .fifo:
            room = min(limit, configuration.maxAckPending - items.count { !isFree($0) })
            places = places.filter { place in
                !items.contains { !isFree($0) && $0.record.id == items[place].record.id }
            }
            var groups: [String] = []
            for place in places where !groups.contains(items[place].record.id) { groups.append(items[place].record.id) }
            places = groups.flatMap { id in places.filter { items[$0].record.id == id } }
        case .sequinSinks:
            if configuration.groupsByRecord {
                places = places.filter { place in
                    !items[..<place].contains { $0.record.id == items[place].record.id }
                }
            }
        }
        return Array(places.prefix(max(0, room)))
    }

    /// Whether nothing of its group comes before it that does not go out with it.
    func mayGo(_ place: Int, behind handedOut: [Int]) -> Bool {
        configuration.kind != .fifo
            || items[..<place].indices.allSatisfy {
                handedOut.contains($0) || items[$0].record.id != items[place].record.id
            }
    }

    mutating func handOut(_ place: Int, _ now: Duration) -> String {
        serial += 1
        if items[place].ack == nil || hasReceipts {
            lastAck += 1
            items[place].ack = lastAck
        }
        items[place].state = .delivered
        items[place].deliverCount += 1
        items[place].tries += 1
        items[place].handedOut = items[place].record.updatedIdx
        items[place].isOver = now + configuration.ackWait
        switch configuration.kind {
        case .sequinSinks:
            var sweep = Duration.zero
            while sweep <= now + .seconds(120) { sweep += .seconds(300) }
            items[place].expires = min(sweep, now + configuration.ackWait + .milliseconds(1))
        default: items[place].expires = now + configuration.ackWait + pause(items[place].deliverCount)
        }
        items[place].serial = serial
        return "\(items[place].record.id)\(items[place].record.updatedIdx)×\(items[place].deliverCount)"
    }

    mutating func ack(_ id: Int, _ now: Duration) -> AckOutcome {
        if now >= configuration.keepsAckedUntil { items.removeAll(where: \.isSettled) }
        guard let place = items.firstIndex(where: { $0.ack == id }) else {
            return AckOutcome(ignored: (1...max(lastAck, 1)).contains(id) && lastAck > 0 ? .stale : .unknown)
        }
        var outcome = AckOutcome(recordID: items[place].record.id, handedOut: items[place].handedOut)
        if items[place].isSettled || (endsOnTime && items[place].state == .available) {
            outcome.ignored = .notInFlight
        } else if endsOnTime, items[place].isOver! <= now {
            outcome.ignored = .expired
        } else if isKeyed, items[place].state == .pendingRedelivery {
            items[place].state = .available
            items[place].tries = 0
            if !countsOn { items[place].deliverCount = 0 }
            items[place].expires = nil
        } else if items[place].state == .available, [.fenced, .sequinStreams].contains(configuration.kind) {
            outcome.ignored = .notInFlight
        } else if now < configuration.keepsAckedUntil {
            outcome.removed = [items[place].record.updatedIdx]
            items[place].state = .available
            items[place].expires = nil
            items[place].tries = 0
            items[place].isSettled = true
        } else {
            let item = items.remove(at: place)
            outcome.removed = [item.record.updatedIdx]
            newestAcknowledged[item.record.id] = max(newestAcknowledged[item.record.id] ?? 0, item.record.updatedIdx)
            if configuration.keepsCopies, !item.isCopy { acknowledged.append(item) }
        }
        return outcome
    }

    /// What was acknowledged comes once more.
    mutating func copy(_ place: Int, _ now: Duration) -> String? {
        let isFull = items.count { $0.expires.map { $0 > now } ?? false } >= configuration.maxAckPending
        if configuration.kind == .queue, isFull { return nil }
        let old = acknowledged.remove(at: place)
        items.append(
            Item(record: old.record, deliverCount: old.deliverCount, handedOut: old.handedOut, isCopy: true))
        return handOut(items.count - 1, now)
    }

    mutating func nack(_ id: Int, _ now: Duration) -> NackOutcome {
        if now >= configuration.keepsAckedUntil { items.removeAll(where: \.isSettled) }
        guard let place = items.firstIndex(where: { $0.ack == id }) else {
            return NackOutcome(ignored: (1...max(lastAck, 1)).contains(id) && lastAck > 0 ? .stale : .unknown)
        }
        var outcome = NackOutcome(recordID: items[place].record.id, handedOut: items[place].handedOut)
        if items[place].state == .available {
            outcome.ignored = .notInFlight
            return outcome
        }
        if endsOnTime, items[place].isOver! <= now {
            outcome.ignored = .expired
            return outcome
        }
        if let most = configuration.maxDeliver, items[place].tries >= most { outcome.isDead = giveUp(place) }
        if !outcome.isDead {
            items[place].state = .available
            let wait = pause(items[place].deliverCount)
            items[place].expires = wait > .zero ? now + wait : nil
            serial += 1
            items[place].serial = serial
        }
        return outcome
    }

    mutating func extend(_ id: Int, _ time: Duration, _ now: Duration) -> IgnoredReason? {
        guard let place = items.firstIndex(where: { $0.ack == id }) else {
            return (1...max(lastAck, 1)).contains(id) && lastAck > 0 ? .stale : .unknown
        }
        if items[place].state == .available || items[place].isSettled { return .notInFlight }
        if items[place].expires! <= now { return .expired }
        items[place].expires = now + time
        if endsOnTime { items[place].isOver = now + time }
        serial += 1
        items[place].serial = serial
        return nil
    }

    var slots: [SlotView] {
        items.filter { !$0.isSettled }.map { item in
            SlotView(
                recordID: item.record.id, state: item.state, version: item.record.updatedIdx,
                handedOut: item.handedOut, deliverCount: item.deliverCount, expires: item.expires,
                ackID: item.ack.map { AckID("\(configuration.kind.ackPrefix)\($0)") })
        }
    }
}
