import Sequin

/// A partition of a log.
struct Partition: Sendable {
    /// A change in it.
    struct Entry: Sendable {
        var record: Record
        /// Its place among the changes of all partitions.
        var serial: Int
        /// The number in the ack id of its delivery; nil if it is not out.
        var number: Int?
        /// The version that was handed out last, which is its own; nil if it never was.
        var handedOut: Int64?
    }

    /// What is not committed, and some that is.
    private var entries: [Entry] = []
    /// The offset of the first of these.
    private var base = 0
    /// The offset behind what is committed.
    private(set) var first = 0
    /// The offset that is handed out next.
    private(set) var next = 0
    /// Whom it is with; nil for nothing out, and for a member that has no name.
    private(set) var member: Int?
    /// When what is out is no longer its holder's; nil for nothing out.
    private(set) var expires: Duration?

    /// The offset behind the last change.
    var end: Int { base + entries.count }

    subscript(offset: Int) -> Entry { entries[offset - base] }

    /// Whether its member's time is over.
    func isOver(at now: Duration) -> Bool { expires.map { $0 <= now } ?? false }

    /// Whether a member may be handed something out of it.
    func isOpen(to member: Int?, at now: Duration) -> Bool {
        expires == nil || isOver(at: now) || (member != nil && member == self.member)
    }

    mutating func append(_ entry: Entry) { entries.append(entry) }

    mutating func handOut(_ number: Int, to member: Int?, until expires: Duration) -> Record {
        let index = next - base
        entries[index].number = number
        entries[index].handedOut = entries[index].record.updatedIdx
        next += 1
        self.member = member
        self.expires = expires
        return entries[index].record
    }

    /// Commits all through an offset.
    ///
    /// - Returns: What is committed now and was not.
    mutating func commit(through offset: Int) -> [Entry] {
        let committed = Array(entries[(first - base)...(offset - base)])
        first = offset + 1
        free()
        // So that it stays as short as what is not committed.
        if first - base > max(64, entries.count / 2) {
            entries.removeFirst(first - base)
            base = first
        }
        return committed
    }

    /// Goes back to an offset.
    ///
    /// - Returns: The numbers of the deliveries that come to nothing with it.
    mutating func seek(_ offset: Int) -> [Int] {
        var numbers: [Int] = []
        for index in (offset - base)..<(next - base) {
            if let number = entries[index].number { numbers.append(number) }
            entries[index].number = nil
        }
        next = offset
        free()
        return numbers
    }

    /// It is with no member while nothing is out.
    private mutating func free() {
        guard first == next else { return }
        member = nil
        expires = nil
    }

    /// Ends its member's time, if what is out has a record; nil: any.
    ///
    /// - Returns: How much was still running.
    mutating func expire(_ recordID: String?, at now: Duration) -> Int {
        let isMeant = entries[(first - base)..<(next - base)].contains {
            recordID == nil || $0.record.id == recordID
        }
        guard isMeant, let expires, expires > now else { return 0 }
        self.expires = now
        return next - first
    }

    /// What is not committed, and how it looks.
    var uncommitted: [(entry: Entry, view: SlotView)] {
        entries[(first - base)...].enumerated().map { index, entry in
            let isOut = first + index < next
            return (
                entry,
                SlotView(
                    recordID: entry.record.id, state: isOut ? .delivered : .available,
                    version: entry.record.updatedIdx,
                    handedOut: entry.handedOut, deliverCount: entry.handedOut == nil ? 0 : 1,
                    expires: isOut ? expires : nil, ackID: entry.number.map { AckID("o\($0)") })
            )
        }
    }
}
