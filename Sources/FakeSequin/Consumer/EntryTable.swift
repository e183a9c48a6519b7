import Sequin

/// A consumer's entries in sequence order, and indexes that find the next one to hand out without a scan.
///
/// It knows order, readiness and timers; what they mean is the consumer's business.
struct EntryTable: Sendable {
    private var entries: [Entry] = []
    private var unused: [Int] = []
    /// Which entry stands at which position; `Entry.none` where one has left.
    private var line: [Int] = []
    private var ready = BitIndex()
    private(set) var count = 0

    /// How many entries at the head of the line may be looked at; nil: all.
    private let windowSize: Int?
    private var windowEnd = 0
    private var windowCount = 0

    /// The entry whose timer ends first.
    private(set) var firstTimed = Entry.none
    private var lastTimed = Entry.none
    private(set) var timedCount = 0

    init(windowSize: Int?) { self.windowSize = windowSize }

    subscript(index: Int) -> Entry {
        _read { yield entries[index] }
        _modify { yield &entries[index] }
    }

    /// Whether an entry lies at this index; indexes are used again.
    func isLive(_ index: Int) -> Bool { entries.indices.contains(index) && entries[index].position != Entry.none }

    /// All entries, in sequence order.
    var inOrder: [Int] { line.filter { $0 != Entry.none } }

    // MARK: The line

    mutating func append(_ entry: Entry, isReady: Bool) -> Int {
        let index: Int
        if let last = unused.popLast() {
            index = last
            entries[index] = entry
        } else {
            index = entries.count
            entries.append(entry)
        }
        count += 1
        enqueue(index, isReady: isReady)
        return index
    }

    mutating func remove(_ index: Int) {
        stopTimer(index)
        dequeue(index)
        fillWindow()
        count -= 1
        unused.append(index)
    }

    /// A changed record leaves its place and joins the end of the line, as ready as it was.
    mutating func moveToEnd(_ index: Int) {
        let wasReady = isReady(index)
        dequeue(index)
        enqueue(index, isReady: wasReady)
    }

    private mutating func enqueue(_ index: Int, isReady: Bool) {
        if line.count >= max(64, 2 * count) { closeGaps() }
        entries[index].position = line.count
        line.append(index)
        if isReady { ready.insert(line.count - 1) }
        fillWindow()
    }

    private mutating func dequeue(_ index: Int) {
        let position = entries[index].position
        ready.remove(position)
        line[position] = Entry.none
        entries[index].position = Entry.none
        if position < windowEnd { windowCount -= 1 }
    }

    private mutating func fillWindow() {
        guard let windowSize else { return }
        while windowCount < windowSize, windowEnd < line.count {
            if line[windowEnd] != Entry.none { windowCount += 1 }
            windowEnd += 1
        }
    }

    /// Numbers the positions anew once half of them are gaps, so that the line stays as long as what stands in it.
    private mutating func closeGaps() {
        let before = (line, ready)
        line.removeAll(keepingCapacity: true)
        ready = BitIndex()
        for (position, index) in before.0.enumerated() where index != Entry.none {
            if before.1.contains(position) { ready.insert(line.count) }
            entries[index].position = line.count
            line.append(index)
        }
        windowEnd = windowCount
    }

    // MARK: Readiness

    func isReady(_ index: Int) -> Bool { ready.contains(entries[index].position) }

    mutating func setReady(_ index: Int, _ isReady: Bool) {
        if isReady { ready.insert(entries[index].position) } else { ready.remove(entries[index].position) }
    }

    func isInWindow(_ index: Int) -> Bool { windowSize == nil || entries[index].position < windowEnd }

    /// The first ready entries within the window, in sequence order.
    func firstReady(_ limit: Int) -> [Int] {
        var found: [Int] = []
        var position = 0
        let end = windowSize == nil ? line.count : windowEnd
        while found.count < limit, let next = ready.next(from: position), next < end {
            found.append(line[next])
            position = next + 1
        }
        return found
    }

    // MARK: Timers

    /// Timers run equally long unless they are extended, so a new one nearly always ends last: a sorted list that grows at its end.
    mutating func startTimer(_ index: Int, expires: Duration) {
        stopTimer(index)
        var before = lastTimed
        while before != Entry.none, let other = entries[before].expires, other > expires {
            before = entries[before].earlier
        }
        let after = before == Entry.none ? firstTimed : entries[before].later
        entries[index].expires = expires
        entries[index].isTimed = true
        entries[index].earlier = before
        entries[index].later = after
        if before == Entry.none { firstTimed = index } else { entries[before].later = index }
        if after == Entry.none { lastTimed = index } else { entries[after].earlier = index }
        timedCount += 1
    }

    mutating func stopTimer(_ index: Int) {
        guard entries[index].isTimed else { return }
        let (before, after) = (entries[index].earlier, entries[index].later)
        if before == Entry.none { firstTimed = after } else { entries[before].later = after }
        if after == Entry.none { lastTimed = before } else { entries[after].earlier = before }
        entries[index].isTimed = false
        timedCount -= 1
    }

    /// The entries whose timers have not been stopped, by their end.
    var timed: [Int] {
        var found: [Int] = []
        var index = firstTimed
        while index != Entry.none {
            found.append(index)
            index = entries[index].later
        }
        return found
    }

    /// Whether a timer has ended that was not stopped.
    func hasEndedTimer(at now: Duration) -> Bool {
        guard firstTimed != Entry.none, let expires = entries[firstTimed].expires else { return false }
        return expires <= now
    }

    /// When the first timer ends that still runs at `now`.
    func nextTimerEnd(after now: Duration) -> Duration? {
        var index = firstTimed
        while index != Entry.none {
            if let expires = entries[index].expires, expires > now { return expires }
            index = entries[index].later
        }
        return nil
    }
}
