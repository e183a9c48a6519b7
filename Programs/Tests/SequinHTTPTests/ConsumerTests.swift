import FakeSequin
import FakeSequinServer
import OrderedCollections
public import Sequin
import SequinHTTP
import SequinWire
import Synchronization
import TestSupport
import Testing

/// A client of a test's server, closed when `body` has ended.
func withConsumer<T: Sendable>(
    _ settings: HTTPConsumerSettings, onProblem: @escaping @Sendable (WireError) -> Void = { _ in },
    _ body: (HTTPConsumer) async throws -> T
) async throws -> T {
    let consumer = HTTPConsumer(settings, onProblem: onProblem)
    let result: Result<T, any Error>
    do { result = .success(try await body(consumer)) } catch { result = .failure(error) }
    try await consumer.shutdown()
    return try result.get()
}

extension HTTPConsumerSettings {
    init(_ server: TestServer, _ wire: WireProtocol = .httpPull, token: String? = TestServer.token) {
        self.init(
            baseURL: "http://127.0.0.1:\(server.port)", consumer: wire == .streams ? "default/c" : "c", token: token,
            // Acks may be tried for minutes: the machine may be busy.
            wire: wire, ackWait: .seconds(600), pollWait: .zero,
            backoff: Backoff(first: .milliseconds(1), limit: .milliseconds(2)))
    }
}

@Suite struct ConsumerTests {
    @Test(arguments: WireProtocol.allCases) func `records, acks and nacks cross the wire`(wire: WireProtocol)
        async throws
    {
        try await withServer { server async throws in
            try await server.publish("create 0", "create 1", "update 0", "delete 1")
            try await withConsumer(HTTPConsumerSettings(server, wire)) { consumer async throws in
                let deliveries = try await consumer.receive(batchSize: 10)
                #expect(deliveries.map(\.record) == (await server.broker.records))
                try await consumer.ack([deliveries[0].ackID])
                try await consumer.nack([deliveries[1].ackID])
                #expect(try await consumer.receive(batchSize: 10).map(\.record.id) == ["B"])
            }
        }
    }

    @Test func `awkward values and large versions survive`() async throws {
        let object = #"""
            {"id": "it's \"é☃\"\u0000", "collection_slug": "a:b", "updated_idx": 9223372036854775807, "deleted": true,
             "data": {"n": 1.50, "big": 12345678901234567890, "z": null, "a": [{"b": "\n"}]}}
            """#
        let record = try Record(wire: JSONValue(parsing: object), at: "")
        try await withServer { server async throws in
            await server.broker.publish([record])
            for wire in WireProtocol.allCases {
                await server.broker.makeConsumer("c", .init())
                try await withConsumer(HTTPConsumerSettings(server, wire)) { consumer async throws in
                    #expect(try await consumer.receive(batchSize: 1).map(\.record) == [record])
                }
            }
        }
    }

    @Test func `a message that is no record becomes one`() async throws {
        try await withServer { server async throws in
            _ = try await server.send(
                "POST", "/api/streams/default/messages", #"{"messages": [{"key": "k", "data": "text"}]}"#)
            try await withConsumer(HTTPConsumerSettings(server, .streams)) { consumer async throws in
                let record = try await consumer.receive(batchSize: 1).first?.record
                #expect(record?.id == "k" && record?.updatedIdx == 1)
                #expect(record?.data["data"] == .string("text"))
            }
        }
    }

    @Test func `a wrong token is told at once, and not tried again`() async throws {
        try await withServer { server async throws in
            try await withConsumer(HTTPConsumerSettings(server, token: "secret guess")) { consumer async throws in
                for call in [
                    { try await consumer.receive(batchSize: 1).isEmpty },
                    {
                        try await consumer.ack(["64000001-0000-4000-8000-0000000000ff"]); return true
                    },
                ] {
                    let error = try await #require(throws: HTTPConsumerError.self) { _ = try await call() }
                    #expect(error.reason == .status(401) && !error.isTransient)
                    #expect(!"\(error)".contains("guess"))
                }
            }
        }
    }

    @Test func `an unknown consumer is told in the server's words`() async throws {
        try await withServer { server async throws in
            var settings = HTTPConsumerSettings(server)
            settings.consumer = "nobody"
            try await withConsumer(settings) { consumer async throws in
                let error = try await #require(throws: HTTPConsumerError.self) {
                    try await consumer.receive(batchSize: 1)
                }
                #expect(
                    error.description == "the consumer answers 404 Not Found: Not found: No `consumer` found matching "
                        + "the provided ID or name")
            }
        }
    }

    @Test(arguments: ["drop_request", "drop_response"]) func `an ack is tried again when its answer is lost`(
        fault: String
    ) async throws {
        try await withServer { server async throws in
            try await server.publish("create 0")
            _ = try await server.send(
                "POST", "/control/consumers/c/faults", #"{"fault": "\#(fault)", "call": "ack", "times": 3}"#)
            try await withConsumer(HTTPConsumerSettings(server)) { consumer async throws in
                let delivery = try await consumer.receive(batchSize: 1)[0]
                try await consumer.ack([delivery.ackID])
                #expect(try await server.consumer()["slot_count"] == .integer(0))
            }
        }
    }

    @Test func `an ack is given up before it could be late`() async throws {
        try await withServer { server async throws in
            var settings = HTTPConsumerSettings(server)
            settings.settleBudget = .milliseconds(200)
            _ = try await server.send(
                "POST", "/control/consumers/c/faults", #"{"fault": "drop_request", "call": "ack", "times": 1000000}"#)
            try await withConsumer(settings) { consumer async throws in
                let started = ContinuousClock.now
                let error = try await #require(throws: HTTPConsumerError.self) {
                    try await consumer.ack(["64000001-0000-4000-8000-0000000000ff"])
                }
                #expect(error.reason == .unreachable)
                #expect(ContinuousClock.now - started < settings.ackWait)
            }
        }
    }

    @Test func `a receive that fails says so, and the next one succeeds`() async throws {
        try await withServer { server async throws in
            try await server.publish("create 0")
            _ = try await server.send("POST", "/control/consumers/c/faults", #"{"fault": "drop_request"}"#)
            try await withConsumer(HTTPConsumerSettings(server)) { consumer async throws in
                let error = try await #require(throws: HTTPConsumerError.self) {
                    try await consumer.receive(batchSize: 1)
                }
                #expect(error.isTransient)
                #expect(try await consumer.receive(batchSize: 1).count == 1)
            }
        }
    }

    @Test func `a server that does not answer is waited for so long, no longer`() async throws {
        try await withServer { server async throws in
            var settings = HTTPConsumerSettings(server)
            settings.answerTimeout = .milliseconds(50)
            _ = try await server.send(
                "POST", "/control/consumers/c/faults", #"{"fault": "delay_response", "delay": "60s"}"#)
            try await withConsumer(settings) { consumer async throws in
                let error = try await #require(throws: HTTPConsumerError.self) {
                    try await consumer.receive(batchSize: 1)
                }
                #expect(error.description.contains("took too long"))
            }
        }
    }

    @Test func `nobody there is an error that may pass`() async throws {
        let settings = HTTPConsumerSettings(baseURL: "http://127.0.0.1:1", consumer: "c")
        try await withConsumer(settings) { consumer async throws in
            let error = try await #require(throws: HTTPConsumerError.self) { try await consumer.receive(batchSize: 1) }
            #expect(error.isTransient && error.description.hasPrefix("no answer from http://127.0.0.1:1: "))
        }
    }

    @Test func `a delivery that cannot be read does not stand in the way`() throws {
        let answer = try JSONValue(
            parsing: #"""
                {"data": [{"ack_token": "1", "record": {"id": 5}},
                          {"ack_token": "2", "record": {"id": "x", "collection_slug": "a:b", "updated_idx": 1}}]}
                """#)
        let (deliveries, problems) = try WireProtocol.apiSync.deliveries(in: answer)
        #expect(deliveries.map(\.record.id) == ["x"])
        #expect(problems.map(\.description) == ["'data[0].record.collection_id' is missing"])
        #expect(throws: WireError.self) { try WireProtocol.apiSync.deliveries(in: .object(["x": .null])) }
    }

    @Test func `a poll that is cancelled takes nothing with it`() async throws {
        try await withServer { server async throws in
            var settings = HTTPConsumerSettings(server)
            settings.pollWait = .seconds(5)
            try await withConsumer(settings) { consumer async throws in
                let poll = Task { try await consumer.receive(batchSize: 1) }
                try await server.waitForPoll()
                poll.cancel()
                await #expect(throws: CancellationError.self) { try await poll.value }
                while try await server.consumer()["waiting"] != .integer(0) {
                    try await Task.sleep(for: .milliseconds(5))
                }
                try await server.publish("create 0")
                #expect(try await server.receive().map(\.record) == ["A"])
            }
        }
    }
}

extension AckID: @retroactive ExpressibleByStringLiteral {
    /// An id as it is written.
    public init(stringLiteral text: String) { self.init(text) }
}
