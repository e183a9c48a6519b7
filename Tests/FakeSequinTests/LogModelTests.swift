import Sequin
import TestSupport
import Testing

@testable import FakeSequin

/// The log against the naive one, over random events that follow from a seed.
@Suite(.ownTime) struct LogModelTests {
    @Test("Both do the same", arguments: [1, 2, 3])
    func same(partitions: Int) throws {
        for seed in UInt64(1)...(isNightly ? 40 : 10) {
            var random = SaltedRandom(seed: seed)
            var state = ConsumerState(.init(kind: .log, ackWait: .seconds(10), partitions: partitions))
            var places: [String: Int] = [:]
            for id in ["A", "B", "C", "D"] {
                var probe = ConsumerState(.init(kind: .log, partitions: partitions))
                probe.recordChanged(record(id, 1))
                places[id] = probe.deliverable(at: .zero, limit: 1)[0].partition
            }
            var naive = NaiveLog(ackWait: .seconds(10)) { [places] in places[$0]! }
            var now = Duration.zero
            var version: Int64 = 0
            for step in 1...400 {
                let where_ = "seed \(seed), step \(step)"
                let member = [nil, 1, 2, 3][random.below(4)]
                let number = random.below(naive.lastNumber + 2)
                switch random.below(9) {
                case 0...2:
                    version += 1
                    let changed = record(random.element(of: ["A", "B", "C", "D"]), version)
                    state.recordChanged(changed)
                    naive.change(changed)
                case 3...4:
                    let size = random.below(4)
                    let given = state.receive(batchSize: size, at: now, member: member).map(\.name)
                    naive.rebalance(now)
                    var expected: [String] = []
                    for place in naive.deliverable(size, member) { expected.append(naive.handOut(place, now, member)) }
                    try #require(given == expected, "\(where_)")
                case 5...6: try #require(state.ack(AckID("o\(number)"), at: now) == naive.ack(number, now), "\(where_)")
                case 7: try #require(state.nack(AckID("o\(number)"), at: now) == naive.nack(number, now), "\(where_)")
                default: now += .seconds(random.below(12))
                }
                try #require(
                    state.slots.map { "\($0.recordID)\($0.version) \($0.ackID?.rawValue ?? "") \($0.handedOut != nil)" }
                        == naive.shown, "\(where_)")
                try #require(state.isDrained == naive.items.isEmpty, "\(where_)")
                let ends = (0..<partitions).compactMap(naive.until).filter { $0 > now }
                try #require(state.nextExpiry(after: now) == ends.min(), "\(where_)")
            }
        }
    }
}
