import Bits
import Sequin

/// What a `log` is: partitions, each a list of changes of which the first are committed, and the next handed out.
///
/// A partition is with one member of the group, as long as something of it is handed out and not committed. That member
/// gets what comes behind it too; any other gets nothing of it, until the member's time is over: then a rebalance hands the
/// partition on from the last committed offset.
struct PartitionedLog: Sendable {
    private let ackWait: Duration
    private var partitions: [Partition]
    private var placeOfNumber: [Int: Place] = [:]
    private(set) var lastAckNumber = 0
    private var lastSerial = 0

    private struct Place: Sendable {
        var partition: Int
        var offset: Int
    }

    init(_ configuration: ConsumerConfiguration) {
        ackWait = configuration.ackWait
        partitions = Array(repeating: Partition(), count: configuration.partitions)
    }

    // MARK: Events

    mutating func append(_ record: Record) {
        lastSerial += 1
        partitions[partition(of: record.id)].append(.init(record: record, serial: lastSerial))
    }

    /// A record's changes are all in one partition.
    private func partition(of id: String) -> Int {
        var hash = FNV1a<UInt64>()
        hash.add(id.utf8)
        return Int(hash.value % UInt64(partitions.count))
    }

    /// What a member could be handed out, partition by partition.
    func deliverable(at now: Duration, limit: Int, member: Int?) -> [Deliverable] {
        var found: [Deliverable] = []
        for (number, partition) in partitions.enumerated() where partition.isOpen(to: member, at: now) {
            let next = partition.isOver(at: now) ? partition.first : partition.next
            for offset in next..<partition.end {
                guard found.count < limit else { return found }
                let record = partition[offset].record
                found.append(
                    Deliverable(
                        recordID: record.id, version: record.updatedIdx, deliverCount: 0, index: offset,
                        partition: number))
            }
        }
        return found
    }

    mutating func deliver(_ chosen: [Deliverable], at now: Duration, member: Int?) -> [Delivery] {
        noticeExpiries(at: now)
        var taken: Set<Int> = []
        var deliveries: [Delivery] = []
        for choice in chosen {
            guard let number = choice.partition, partitions.indices.contains(number),
                taken.contains(number) || partitions[number].isOpen(to: member, at: now),
                choice.index == partitions[number].next, choice.index < partitions[number].end,
                partitions[number][choice.index].record.updatedIdx == choice.version
            else { continue }
            taken.insert(number)
            deliveries.append(handOut(number, at: now, to: member))
        }
        return deliveries
    }

    private mutating func handOut(_ number: Int, at now: Duration, to member: Int?) -> Delivery {
        let offset = partitions[number].next
        lastAckNumber += 1
        placeOfNumber[lastAckNumber] = Place(partition: number, offset: offset)
        let record = partitions[number].handOut(lastAckNumber, to: member, until: now + ackWait)
        // A log counts no deliveries.
        return Delivery(
            ackID: AckID("o\(lastAckNumber)"), record: record, deliverCount: 1,
            messageID: "\(number)/\(offset)")
    }

    /// Commits an offset: with it goes all that lies before it.
    mutating func ack(_ number: Int?, at now: Duration) -> AckOutcome {
        guard let number, let place = placeOfNumber[number] else {
            return AckOutcome(ignored: reasonForUnknown(number))
        }
        let held = partitions[place.partition][place.offset].record
        var outcome = AckOutcome(recordID: held.id, handedOut: held.updatedIdx)
        guard !partitions[place.partition].isOver(at: now) else {
            outcome.ignored = .expired
            return outcome
        }
        for entry in partitions[place.partition].commit(through: place.offset) {
            if let number = entry.number { placeOfNumber.removeValue(forKey: number) }
            if entry.record.id == held.id { outcome.removed.append(entry.record.updatedIdx) }
            if entry.record != held { outcome.passed.append(entry.record) }
        }
        return outcome
    }

    /// Goes back to an offset: it and all that was handed out behind it comes again.
    mutating func nack(_ number: Int?, at now: Duration) -> NackOutcome {
        guard let number, let place = placeOfNumber[number] else {
            return NackOutcome(ignored: reasonForUnknown(number))
        }
        let held = partitions[place.partition][place.offset].record
        var outcome = NackOutcome(recordID: held.id, handedOut: held.updatedIdx)
        if partitions[place.partition].isOver(at: now) {
            outcome.ignored = .expired
        } else {
            forget(partitions[place.partition].seek(place.offset))
        }
        return outcome
    }

    mutating func noticeExpiries(at now: Duration) {
        for number in partitions.indices where partitions[number].isOver(at: now) {
            forget(partitions[number].seek(partitions[number].first))
        }
    }

    mutating func expire(_ recordID: String?, at now: Duration) -> Int {
        var count = 0
        for number in partitions.indices {
            count += partitions[number].expire(recordID, at: now)
        }
        return count
    }

    private mutating func forget(_ numbers: [Int]) {
        for number in numbers { placeOfNumber.removeValue(forKey: number) }
    }

    private func reasonForUnknown(_ number: Int?) -> IgnoredReason {
        number.map { $0 > 0 && $0 <= lastAckNumber } == true ? .stale : .unknown
    }

    // MARK: Questions

    var isDrained: Bool { partitions.allSatisfy { $0.first == $0.end } }

    func nextExpiry(after now: Duration) -> Duration? {
        partitions.compactMap(\.expires).filter { $0 > now }.min()
    }

    func isExpired(_ number: Int?, at now: Duration) -> Bool {
        number.flatMap { placeOfNumber[$0] }.map { partitions[$0.partition].isOver(at: now) } ?? false
    }

    /// What is not committed, in the order in which it came.
    var slots: [SlotView] {
        partitions.flatMap(\.uncommitted).sorted { $0.entry.serial < $1.entry.serial }.map(\.view)
    }

    /// Which member each partition is with, and how far it has gone; for comparing states.
    var positions: [(next: Int, member: Int?)] { partitions.map { ($0.next - $0.first, $0.member) } }
}
