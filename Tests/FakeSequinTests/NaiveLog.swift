import Sequin

@testable import FakeSequin

/// A log once more: lists, walked through for everything.
struct NaiveLog {
    struct Item {
        var record: Record
        var partition: Int
        var offset: Int
        /// The number of its delivery; nil if it is not out.
        var out: Int?
        var wasOut = false
    }

    let ackWait: Duration
    let partitionOf: (String) -> Int
    var items: [Item] = []
    var ends: [Int: Int] = [:]
    /// Who has a partition, and until when, as of what was handed out last.
    var holders: [Int: (member: Int?, until: Duration)] = [:]
    var lastNumber = 0

    mutating func change(_ record: Record) {
        let partition = partitionOf(record.id)
        items.append(Item(record: record, partition: partition, offset: ends[partition, default: 0]))
        ends[partition, default: 0] += 1
    }

    /// A member that has not committed in time has nothing of the partition any more.
    mutating func rebalance(_ now: Duration) {
        let over = Set(items.filter { isOver($0.partition, now) }.map(\.partition))
        for place in items.indices where over.contains(items[place].partition) { items[place].out = nil }
    }

    func until(_ partition: Int) -> Duration? {
        items.contains { $0.partition == partition && $0.out != nil } ? holders[partition]?.until : nil
    }

    func isOver(_ partition: Int, _ now: Duration) -> Bool { until(partition).map { $0 <= now } ?? false }

    func deliverable(_ limit: Int, _ member: Int?) -> [Int] {
        var places: [Int] = []
        for partition in ends.keys.sorted() {
            let here = items.indices.filter { items[$0].partition == partition }
            let isFree =
                here.allSatisfy { items[$0].out == nil } || (member != nil && holders[partition]?.member == member)
            if isFree { places += here.filter { items[$0].out == nil } }
        }
        return Array(places.prefix(limit))
    }

    mutating func handOut(_ place: Int, _ now: Duration, _ member: Int?) -> String {
        lastNumber += 1
        items[place].out = lastNumber
        holders[items[place].partition] = (member, now + ackWait)
        items[place].wasOut = true
        return "\(items[place].record.id)\(items[place].record.updatedIdx)"
    }

    private func reasonForUnknown(_ number: Int) -> IgnoredReason {
        number > 0 && number <= lastNumber ? .stale : .unknown
    }

    mutating func ack(_ number: Int, _ now: Duration) -> AckOutcome {
        guard let item = items.first(where: { $0.out == number }) else {
            return AckOutcome(ignored: reasonForUnknown(number))
        }
        var outcome = AckOutcome(recordID: item.record.id, handedOut: item.record.updatedIdx)
        if isOver(item.partition, now) {
            outcome.ignored = .expired
            return outcome
        }
        let gone = items.filter { $0.partition == item.partition && $0.offset <= item.offset }
        items.removeAll { $0.partition == item.partition && $0.offset <= item.offset }
        outcome.removed = gone.filter { $0.record.id == item.record.id }.map(\.record.updatedIdx)
        outcome.passed = gone.dropLast().map(\.record)
        return outcome
    }

    mutating func nack(_ number: Int, _ now: Duration) -> NackOutcome {
        guard let item = items.first(where: { $0.out == number }) else {
            return NackOutcome(ignored: reasonForUnknown(number))
        }
        var outcome = NackOutcome(recordID: item.record.id, handedOut: item.record.updatedIdx)
        if isOver(item.partition, now) {
            outcome.ignored = .expired
            return outcome
        }
        for place in items.indices where items[place].partition == item.partition && items[place].offset >= item.offset
        {
            items[place].out = nil
        }
        return outcome
    }

    var shown: [String] {
        items.map { "\($0.record.id)\($0.record.updatedIdx) \($0.out == nil ? "" : "o\($0.out!)") \($0.wasOut)" }
    }
}
