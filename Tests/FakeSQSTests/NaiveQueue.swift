/// A queue once more, told as plainly as possible: a list of what was sent, each with all that ever befell it.
struct NaiveQueue {
    struct Item {
        var body: String
        var group: String
        var sent: Duration
        var isGone = false
        /// From when on it may be had.
        var from: Duration
        /// The handles under which it went out, the latest last.
        var handles: [String] = []
    }

    let isFIFO: Bool
    let visibility: Int
    let mostReceipts: Int?
    var items: [Item] = []
    /// What went to the dead-letter queue.
    var dead: [String] = []
    /// When each deduplication id was sent.
    var sent: [String: Duration] = [:]

    private func isFlying(_ item: Item, _ now: Duration) -> Bool { !item.handles.isEmpty && item.from > now }

    mutating func send(_ body: String, group: String, delay: Int, as id: String, _ now: Duration) {
        if isFIFO {
            if let before = sent[id], before + .seconds(300) > now { return }
            sent[id] = now
        }
        items.append(Item(body: body, group: group, sent: now, from: now + .seconds(delay)))
    }

    private func isFree(_ place: Int, _ now: Duration) -> Bool {
        let item = items[place]
        guard !item.isGone, item.from <= now else { return false }
        guard isFIFO else { return true }
        return items.indices.allSatisfy { other in
            let other = (place: other, item: items[other])
            guard !other.item.isGone, other.item.group == item.group, other.item.from > now else { return true }
            return !isFlying(other.item, now) && other.place > place
        }
    }

    /// The places of what goes out, in order.
    mutating func next(_ count: Int, _ now: Duration) -> [Int] {
        if let most = mostReceipts {
            let gone = items.indices.filter { isFree($0, now) && items[$0].handles.count >= most }
            for place in gone {
                items[place].isGone = true
                dead.append(items[place].body)
            }
        }
        var free = items.indices.filter { isFree($0, now) }
        if isFIFO {
            var groups: [String] = []
            for place in free where !groups.contains(items[place].group) { groups.append(items[place].group) }
            free = groups.flatMap { group in free.filter { items[$0].group == group } }
        }
        return Array(free.prefix(count))
    }

    mutating func handOut(_ place: Int, _ handle: String, for seconds: Int?, _ now: Duration) {
        items[place].handles.append(handle)
        items[place].from = now + .seconds(seconds ?? visibility)
    }

    mutating func delete(_ handle: String, _ now: Duration) -> String? {
        guard let place = items.firstIndex(where: { $0.handles.last == handle && !$0.isGone }) else {
            return items.contains { $0.handles.contains(handle) } ? nil : "ReceiptHandleIsInvalid"
        }
        if isFIFO, items[place].from <= now { return "InvalidParameterValue" }
        items[place].isGone = true
        return nil
    }

    mutating func change(_ handle: String, _ seconds: Int, _ now: Duration) -> String? {
        guard items.contains(where: { $0.handles.contains(handle) }) else { return "ReceiptHandleIsInvalid" }
        guard let place = items.firstIndex(where: { $0.handles.last == handle && !$0.isGone }), items[place].from > now
        else {
            return "InvalidParameterValue"
        }
        items[place].from = now + .seconds(seconds)
        return nil
    }

    func counts(_ now: Duration) -> [String?] {
        let here = items.filter { !$0.isGone }
        let flying = here.count { isFlying($0, now) }
        let delayed = here.count { $0.handles.isEmpty && $0.from > now }
        return [here.count - flying - delayed, flying, delayed].map(String.init)
    }
}
