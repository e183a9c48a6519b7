import OrderedCollections
import SQSWire
import TestSupport
import Testing

@testable import FakeSQS

@Suite(.ownTime) struct FIFOQueueTests {
    private var service = Service()

    init() { _ = service.create("q.fifo", ["FifoQueue": "true"]) }

    @discardableResult
    private mutating func send(_ body: String, _ group: String, as id: String? = nil) -> String {
        service.send("q.fifo", SQSOutgoing(body: body, group: group, deduplicationID: id ?? body))
    }

    @Test("Groups come one after the other, each in order; nothing of one goes out while one of it is in flight")
    mutating func groups() {
        for (body, group) in [("a1", "a"), ("b1", "b"), ("a2", "a")] { send(body, group) }
        let one = service.receive("q.fifo", 1)
        #expect(one.map(\.body) == ["a1"])
        #expect(service.receive("q.fifo").map(\.body) == ["b1"])
        #expect(service.receive("q.fifo").isEmpty)
        service.delete("q.fifo", one[0].handle)
        #expect(service.receive("q.fifo").map(\.body) == ["a2"])
        service.now = .seconds(30)
        send("a3", "a")
        #expect(service.receive("q.fifo").map(\.body) == ["b1", "a2", "a3"])
    }

    @Test("A handle whose time is over is refused")
    mutating func expired() {
        send("a1", "a")
        let handle = service.receive("q.fifo")[0].handle
        service.now = .seconds(30)
        #expect(service.delete("q.fifo", handle) == "InvalidParameterValue")
        let again = service.receive("q.fifo")[0].handle
        #expect(service.delete("q.fifo", again) == nil)
        #expect(service.delete("q.fifo", again) == nil)
    }

    @Test("What was sent within five minutes is not sent again, deleted or not")
    mutating func deduplication() {
        let id = send("a1", "a", as: "x")
        service.delete("q.fifo", service.receive("q.fifo")[0].handle)
        #expect(send("a2", "a", as: "x") == id)
        #expect(service.receive("q.fifo").isEmpty)
        service.now = .seconds(300)
        #expect(send("a3", "a", as: "x") != id)
        #expect(service.receive("q.fifo").map(\.body) == ["a3"])
    }

    @Test("By its content, where the queue says so")
    mutating func content() {
        _ = service.create("c.fifo", ["FifoQueue": "true", "ContentBasedDeduplication": "true"])
        for body in ["a", "a", "b"] { service.send("c.fifo", SQSOutgoing(body: body, group: "g")) }
        let messages = service.receive("c.fifo")
        #expect(messages.map(\.body) == ["a", "b"])
        #expect(
            messages[0].systemAttributes["MessageDeduplicationId"]
                == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb")
    }

    @Test("What a FIFO queue needs, and what only it takes")
    mutating func wrong() {
        #expect(service.send("q.fifo", SQSOutgoing(body: "a", deduplicationID: "x")) == "MissingParameter")
        #expect(service.send("q.fifo", SQSOutgoing(body: "a", group: "g")) == "InvalidParameterValue")
        #expect(
            service.send("q.fifo", SQSOutgoing(body: "a", delay: 1, group: "g", deduplicationID: "x"))
                == "InvalidParameterValue")
        _ = service.create("q")
        #expect(service.send("q", SQSOutgoing(body: "a", deduplicationID: "x")) == "InvalidParameterValue")
    }

    @Test("A dead-letter queue takes a message, and the group goes on")
    mutating func redrive() {
        _ = service.create("dead.fifo", ["FifoQueue": "true"])
        let policy = #"{"deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:dead.fifo", "maxReceiveCount": 1}"#
        _ = service.create("live.fifo", ["FifoQueue": "true", "RedrivePolicy": policy])
        for body in ["a1", "a2"] {
            service.send("live.fifo", SQSOutgoing(body: body, group: "a", deduplicationID: body))
        }
        #expect(service.receive("live.fifo", 1).map(\.body) == ["a1"])
        service.now = .seconds(30)
        #expect(service.receive("live.fifo").map(\.body) == ["a2"])
        #expect(service.receive("dead.fifo").map(\.body) == ["a1"])
    }
}
