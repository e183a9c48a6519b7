import OrderedCollections
import SQSWire
import TestSupport
import Testing

@testable import FakeSQS

@Suite(.ownTime) struct StandardQueueTests {
    private var service = Service()

    init() { _ = service.create("q") }

    @Test("A message is hidden while it is in flight, and comes again with another handle")
    mutating func visibility() {
        service.send("q", SQSOutgoing(body: "a"))
        let first = service.receive("q")
        #expect(first.map(\.body) == ["a"])
        #expect(service.counts("q") == ["0", "1", "0"])
        service.now = .seconds(30) - .milliseconds(1)
        #expect(service.receive("q").isEmpty)
        service.now = .seconds(30)
        let second = service.receive("q", visibility: 5)
        #expect(second.map(\.id) == first.map(\.id))
        #expect(second[0].handle != first[0].handle)
        #expect(second[0].systemAttributes["ApproximateReceiveCount"] == "2")
        #expect(service.delete("q", first[0].handle) == nil)
        #expect(service.counts("q") == ["0", "1", "0"], "the first handle is no longer good")
        service.now = .seconds(35)
        #expect(service.delete("q", second[0].handle) == nil, "a late one is, until the message goes out again")
        #expect(service.counts("q") == ["0", "0", "0"])
        #expect(service.delete("q", second[0].handle) == nil, "what is gone may be deleted again")
    }

    @Test("A message's visibility can be changed while it is in flight, and not afterwards")
    mutating func changing() {
        service.send("q", SQSOutgoing(body: "a"))
        let handle = service.receive("q")[0].handle
        #expect(service.change("q", handle, 100) == nil)
        service.now = .seconds(99)
        #expect(service.receive("q").isEmpty)
        #expect(service.change("q", handle, 0) == nil)
        #expect(service.change("q", handle, 5) == "InvalidParameterValue")
        #expect(service.receive("q").count == 1)
        #expect(service.change("q", handle, 5) == "InvalidParameterValue", "it is another delivery's by now")
    }

    @Test("Strangers' handles are no handles")
    mutating func strangers() {
        _ = service.create("other")
        service.send("other", SQSOutgoing(body: "a"))
        let handle = service.receive("other")[0].handle
        for wrong in [handle, "AQEB", ""] {
            #expect(service.delete("q", wrong) == "ReceiptHandleIsInvalid")
            #expect(service.change("q", wrong, 1) == "ReceiptHandleIsInvalid")
        }
        #expect(service.delete("nowhere", handle) == "AWS.SimpleQueueService.NonExistentQueue")
    }

    @Test("A delay hides a message at first: its own, or its queue's")
    mutating func delay() {
        _ = service.create("slow", ["DelaySeconds": "10"])
        service.send("slow", SQSOutgoing(body: "a"))
        service.send("slow", SQSOutgoing(body: "b", delay: 0))
        #expect(service.counts("slow") == ["1", "0", "1"])
        #expect(service.receive("slow").map(\.body) == ["b"])
        #expect(service.queues.nextMoment(of: "slow", after: .zero) == .seconds(10))
        service.now = .seconds(10)
        #expect(service.receive("slow").map(\.body) == ["a"])
        #expect(service.send("slow", SQSOutgoing(body: "c", delay: 901)) == "InvalidParameterValue")
    }

    @Test("After so many receipts a message goes to the dead-letter queue, and keeps its id and its age")
    mutating func redrive() {
        _ = service.create("dead")
        let policy = #"{"deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:dead", "maxReceiveCount": "2"}"#
        _ = service.create("live", ["RedrivePolicy": policy])
        let id = service.send("live", SQSOutgoing(body: "a"))
        for _ in 1...2 {
            #expect(service.receive("live", visibility: 1).count == 1)
            service.now += .seconds(1)
        }
        #expect(service.receive("dead").isEmpty)
        #expect(service.receive("live").isEmpty)
        let dead = service.receive("dead")
        #expect(dead.map(\.id) == [id])
        #expect(dead[0].systemAttributes["SentTimestamp"] == "1767225600000")
        #expect(dead[0].systemAttributes["DeadLetterQueueSourceArn"] == "arn:aws:sqs:us-east-1:000000000000:live")
    }

    @Test("Old messages go")
    mutating func retention() {
        _ = service.create("short", ["MessageRetentionPeriod": "60"])
        service.send("short", SQSOutgoing(body: "a"))
        service.now = .seconds(60)
        #expect(service.receive("short").isEmpty)
        #expect(service.counts("short") == ["0", "0", "0"])
    }

    @Test("Shuffled, all messages come, in another order")
    mutating func shuffled() {
        service.queues = SQSQueues(seed: 3, shuffles: true)
        _ = service.create("q")
        let bodies = (0..<30).map { "\($0)" }
        for body in bodies { service.send("q", SQSOutgoing(body: body)) }
        var got: [String] = []
        while case let messages = service.receive("q"), !messages.isEmpty { got += messages.map(\.body) }
        #expect(got != bodies)
        #expect(got.sorted() == bodies.sorted())
    }

    @Test("Queues are made once, with the same attributes again, and removed")
    mutating func queues() {
        #expect(service.create("q", ["VisibilityTimeout": "30"]).code == nil)
        #expect(service.create("q", ["VisibilityTimeout": "31"]).code == "QueueAlreadyExists")
        #expect(service.create("q.fifo").code == "InvalidParameterValue")
        #expect(service.create("p", ["FifoQueue": "true"]).code == "InvalidParameterValue")
        #expect(service.create("a b").code == "InvalidParameterValue")
        #expect(service.create("p", ["Fast": "true"]).code == "InvalidAttributeName")
        #expect(service.create("p", ["DelaySeconds": "901"]).code == "InvalidAttributeValue")
        #expect(service.call(.listQueues, "", .listQueues(prefix: "")) == .queueURLs(["http://h/000000000000/q"]))
        service.send("q", SQSOutgoing(body: "a"))
        #expect(service.call(.purgeQueue, "q", .purgeQueue) == .done)
        #expect(service.counts("q") == ["0", "0", "0"])
        #expect(service.call(.setQueueAttributes, "q", .setQueueAttributes(["DelaySeconds": "3"])) == .done)
        #expect(service.call(.deleteQueue, "q", .deleteQueue) == .done)
        #expect(service.call(.getQueueURL, "q", .queueURL).code == "AWS.SimpleQueueService.NonExistentQueue")
    }

    @Test("In a batch each entry has its own end")
    mutating func batch() {
        let answer = service.call(
            .sendMessageBatch, "q",
            .send([SQSOutgoing(id: "a", body: "x"), SQSOutgoing(id: "b", body: "y", delay: -1)]))
        guard case .entries(let entries) = answer else { return #expect(Bool(false)) }
        #expect(entries.map { $0.error?.code } == [nil, "InvalidParameterValue"])
        #expect(service.receive("q").map(\.body) == ["x"])
    }
}
