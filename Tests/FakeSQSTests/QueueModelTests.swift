import Bits
import OrderedCollections
import SQSWire
import TestSupport
import Testing

@testable import FakeSQS

/// The queues against the naive one, over random events that follow from a seed.
@Suite(.ownTime) struct QueueModelTests {
    @Test("Both do the same", arguments: [(false, nil), (true, nil), (false, 2), (true, 2)] as [(Bool, Int?)])
    func same(isFIFO: Bool, mostReceipts: Int?) throws {
        for seed in UInt64(1)...(isNightly ? 60 : 12) {
            var random = SplitMix64(seed: seed)
            var service = Service()
            let (name, dead) = isFIFO ? ("q.fifo", "dead.fifo") : ("q", "dead")
            var settings = isFIFO ? ["FifoQueue": "true"] : [:]
            _ = service.create(dead, .init(uniqueKeysWithValues: settings.map { ($0, $1) }))
            settings["VisibilityTimeout"] = "20"
            settings["RedrivePolicy"] = mostReceipts.map {
                #"{"deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:\#(dead)", "maxReceiveCount": \#($0)}"#
            }
            let made = service.create(name, .init(uniqueKeysWithValues: settings.sorted { $0.key < $1.key }))
            #expect(made.code == nil)
            var naive = NaiveQueue(isFIFO: isFIFO, visibility: 20, mostReceipts: mostReceipts)
            var handles = ["AQEB"]
            for step in 1...300 {
                let place = "seed \(seed), step \(step)"
                switch random.below(9) {
                case 0...2:
                    let (body, group) = ("\(step)", ["a", "b", "c"][random.below(3)])
                    let delay = isFIFO ? 0 : random.below(2) * random.below(9)
                    let id = "\(random.below(40))"
                    service.send(
                        name,
                        SQSOutgoing(
                            body: body, delay: delay, group: isFIFO ? group : nil, deduplicationID: isFIFO ? id : nil))
                    naive.send(body, group: group, delay: delay, as: id, service.now)
                case 3...4:
                    let seconds = random.oneIn(3) ? random.below(30) : nil
                    let count = 1 + random.below(4)
                    let got = service.receive(name, count, visibility: seconds)
                    let expected = naive.next(count, service.now)
                    try #require(got.map(\.body) == expected.map { naive.items[$0].body }, "\(place)")
                    for (message, item) in zip(got, expected) {
                        naive.handOut(item, message.handle, for: seconds, service.now)
                        handles.append(message.handle)
                    }
                case 5...6:
                    let handle = handles[random.below(handles.count)]
                    try #require(service.delete(name, handle) == naive.delete(handle, service.now), "\(place)")
                case 7:
                    let handle = handles[handles.count - 1 - random.below(min(6, handles.count))]
                    let seconds = random.below(3) * random.below(40)
                    try #require(
                        service.change(name, handle, seconds) == naive.change(handle, seconds, service.now), "\(place)")
                default: service.now += .seconds(random.below(12))
                }
                try #require(service.counts(name) == naive.counts(service.now), "\(place)")
                try #require(service.counts(dead)[0] == "\(naive.dead.count)", "\(place)")
            }
        }
    }
}
