import Sequin
import TestSupport
import Testing

@testable import FakeSequin

/// The indexed consumer against the naive one, over random events that follow from a seed.
@Suite(.ownTime) struct ModelTests {
    private static let configurations: [ConsumerConfiguration] = ConsumerKind.allCases.filter { $0 != .log }.flatMap {
        kind in
        [
            ConsumerConfiguration(kind: kind, ackWait: .seconds(10), keepsCopies: true, keepsAckedUntil: .zero),
            ConsumerConfiguration(
                kind: kind, ackWait: .seconds(10), maxAckPending: 3, maxDeliver: 2, keepsCopies: true,
                keepsAckedUntil: .seconds(150)),
            ConsumerConfiguration(kind: kind, ackWait: .seconds(10), maxAckPending: 2, groupsByRecord: false),
            // Beyond the two minutes after which sinks look at deliveries anew.
            ConsumerConfiguration(kind: kind, ackWait: .seconds(200)),
            ConsumerConfiguration(kind: kind, ackWait: .seconds(10), maxDeliver: 1, groupsByRecord: false),
        ]
    }

    @Test("Both do the same", arguments: configurations)
    func same(configuration: ConsumerConfiguration) throws {
        for seed in UInt64(1)...(isNightly ? 20 : 6) {
            var pair = Pair(configuration, seed: seed)
            // Long enough for the line to close its gaps a few times.
            for step in 1...400 {
                let event = pair.step()
                try #require(pair.difference == nil, "seed \(seed), step \(step): \(event)")
            }
        }
    }

    @Test("The line closes its gaps without losing anything", arguments: [1, 3, 200])
    func manyChanges(records: Int) throws {
        for kind in ConsumerKind.allCases {
            var state = consumer(kind, maxAckPending: 50)
            for version in 1...2_000 {
                state.recordChanged(record("R\(version % records)-", Int64(version)))
                if version % 3 == 0, let delivery = state.receive(batchSize: 1, at: .zero).first {
                    state.ack(delivery.ackID, at: .zero)
                }
            }
            var versions: [Int64] = []
            while let delivery = state.receive(batchSize: 1, at: .zero).first {
                versions.append(delivery.record.updatedIdx)
                state.ack(delivery.ackID, at: .zero)
            }
            #expect(state.isDrained)
            if kind != .sequinRecords, kind != .log { #expect(versions == versions.sorted()) }
            #expect(versions.max() == 2_000)
        }
    }

    @Test func `the bit index finds the next member over any gap`() {
        var generator = SaltedRandom(seed: 7)
        var index = BitIndex()
        var members: Set<Int> = []
        for _ in 1...1_000 {
            let number = generator.below(generator.oneIn(2) ? 300 : 1_000_000)
            if generator.oneIn(4), let some = members.min() {
                index.remove(some)
                members.remove(some)
            } else {
                index.insert(number)
                members.insert(number)
            }
            let from = generator.below(1_100_000)
            #expect(index.next(from: from) == members.filter { $0 >= from }.min())
            #expect(index.contains(from) == members.contains(from))
        }
        var walked: [Int] = []
        var next = index.next(from: 0)
        while let number = next {
            walked.append(number)
            next = index.next(from: number + 1)
        }
        #expect(walked == members.sorted())
    }
}

/// Two consumers that live through the same events.
private struct Pair {
    var state: ConsumerState
    var naive: NaiveConsumer
    var generator: SaltedRandom
    var now = Duration.zero
    var version: Int64 = 0
    var difference: String?

    init(_ configuration: ConsumerConfiguration, seed: UInt64) {
        state = ConsumerState(configuration)
        naive = NaiveConsumer(configuration: configuration)
        generator = SaltedRandom(seed: seed)
    }

    mutating func step() -> String {
        let event: String
        let extends = [.queue, .fifo].contains(state.configuration.kind)
        switch generator.below((state.configuration.keepsCopies ? 11 : 10) + (extends ? 1 : 0)) {
        case 0...2: event = change()
        case 3...4: event = receive()
        case 5: event = choose()
        case 6...7: event = ack()
        case 8: event = nack()
        case 9 where extends: event = extend()
        case 10 where state.configuration.keepsCopies: event = copy()
        default:
            now += .seconds(generator.below(12)) * (state.configuration.ackWait > .seconds(100) ? 20 : 1)
            event = "now \(now)"
        }
        compare("slots", state.slots, naive.slots)
        compare("dead", Set(state.dead.map(\.record.id)), naive.dead)
        compare("drained", state.isDrained, naive.items.allSatisfy(\.isSettled))
        let expiries = naive.items.compactMap(\.expires).filter { $0 > now }
        compare("copies", state.copies.map(\.version), naive.acknowledged.map(\.record.updatedIdx))
        compare("expiry", state.nextExpiry(after: now), expiries.min())
        var later = naive
        later.notice(now)
        compare(
            "deliverable", state.deliverable(at: now, limit: 4).map(\.version),
            later.deliverable(4, now).map { later.items[$0].record.updatedIdx })
        for id in ["A", "B"] {
            compare("view", state.view(of: id), naive.slots.filter { $0.recordID == id })
        }
        return "\(event): \(difference ?? "")"
    }

    private mutating func compare<Value: Equatable>(_ what: String, _ left: Value, _ right: Value) {
        if left != right, difference == nil { difference = "\(what): \(left) is not \(right)" }
    }

    private mutating func change() -> String {
        version += 1
        let changed = record(generator.element(of: ["A", "B", "C", "D", "E"]), version)
        state.recordChanged(changed)
        naive.change(changed)
        return "change \(changed.id)\(version)"
    }

    private mutating func receive() -> String {
        let size = generator.below(4)
        let given = state.receive(batchSize: size, at: now).map { "\($0.name)×\($0.deliverCount)" }
        naive.notice(now)
        var expected: [String] = []
        for place in naive.deliverable(size, now) { expected.append(naive.handOut(place, now)) }
        compare("receive", given, expected)
        return "receive \(size)"
    }

    private mutating func choose() -> String {
        let choices = state.deliverable(at: now, limit: 4)
        naive.notice(now)
        var expected: [String] = []
        var handedOut: [Int] = []
        for place in naive.deliverable(4, now).reversed() where naive.mayGo(place, behind: handedOut) {
            expected.append(naive.handOut(place, now))
            handedOut.append(place)
        }
        compare("deliver", state.deliver(choices.reversed(), at: now).map { "\($0.name)×\($0.deliverCount)" }, expected)
        return "choose"
    }

    private mutating func copy() -> String {
        guard !naive.acknowledged.isEmpty else { return "no copy" }
        naive.notice(now)
        let place = generator.below(naive.acknowledged.count)
        let given = state.deliver([state.copies[place]], at: now).map { "\($0.name)×\($0.deliverCount)" }
        compare("copy", given, naive.copy(place, now).map { [$0] } ?? [])
        return "copy \(given)"
    }

    private mutating func ack() -> String {
        let number = generator.below(state.lastAckNumber + 2)
        compare("ack", state.ack(state.ackID(number), at: now), naive.ack(number, now))
        return "ack \(number)"
    }

    private mutating func extend() -> String {
        let number = generator.below(state.lastAckNumber + 2)
        let time = Duration.seconds(1 + generator.below(30))
        compare("extend", state.extend(state.ackID(number), by: time, at: now), naive.extend(number, time, now))
        return "extend \(number) \(time)"
    }

    private mutating func nack() -> String {
        let number = generator.below(state.lastAckNumber + 2)
        compare("nack", state.nack(state.ackID(number), at: now), naive.nack(number, now))
        return "nack \(number)"
    }
}
