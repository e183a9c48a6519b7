package import FakeSequin
package import FakeSequinServer
import Foundation
import Logging
package import NIOSSL
import OrderedCollections
package import Sequin

/// A server on a free port of loopback, with a stepped clock and a consumer `c`.
package struct TestServer: Sendable {
    package let broker: Broker
    package let port: Int
    package static let token = "right token"

    /// A raw request; the connection closes behind the answer.
    package func request(
        _ method: String, _ path: String, _ body: String = "", token: String? = TestServer.token
    ) -> String {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        if let token { head += "Authorization: Bearer \(token)\r\n" }
        if method != "GET" { head += "Content-Type: application/json\r\n" }
        if !body.isEmpty { head += "Content-Length: \(body.utf8.count)\r\n" }
        return head + "\r\n" + body
    }

    package func send(
        _ method: String, _ path: String, _ body: String = "", token: String? = TestServer.token
    ) async throws -> RawAnswer {
        try await RawHTTP.exchange(request(method, path, body, token: token), port: port)
    }

    /// The consumer as the control API shows it.
    package func consumer(_ name: String = "c") async throws -> JSONValue {
        try JSONValue(parsing: try await send("GET", "/control/consumers/\(name)").body)
    }

    package func publish(_ changes: String...) async throws {
        let objects = changes.map { change in
            let words = change.split(separator: " ")
            return "{\"kind\": \"\(words[0])\", \"record\": \(words[1])}"
        }
        _ = try await send("POST", "/control/publish", "{\"changes\": [\(objects.joined(separator: ","))]}")
    }

    /// Waits until a poll waits.
    package func waitForPoll() async throws {
        while try await consumer()["waiting"] != .integer(1) { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// The ids of records handed out by a pull, and their ack ids.
    package func receive(_ batchSize: Int = 10, from consumer: String = "c") async throws -> [(
        record: String, ackID: String
    )] {
        let answer = try await send(
            "POST", "/api/http_pull_consumers/\(consumer)/receive", "{\"max_batch_size\": \(batchSize)}")
        guard case .array(let messages)? = try JSONValue(parsing: answer.body)["data"] else { return [] }
        return messages.map { message in
            (message["data"]?["record"]?["id"]?.plain ?? "", message["ack_id"]?.plain ?? "")
        }
    }
}

extension JSONValue {
    package var plain: String? { if case .string(let text) = self { text } else { nil } }
}

/// Runs `body` with a server that has a stepped clock and a consumer `c`; it is gone afterwards.
package func withServer(
    _ configuration: ConsumerConfiguration = .init(ackWait: .seconds(30)), bodyLimit: Int = 100_000,
    tls: TLSConfiguration? = nil, _ body: @escaping @Sendable (TestServer) async throws -> Void
) async throws {
    let broker = Broker(clock: SteppableClock(.stepped))
    await broker.makeConsumer("c", configuration)
    try await withServer(broker, bodyLimit: bodyLimit, tls: tls, body)
}

/// Runs `body` with a server for a broker; it is gone afterwards.
package func withServer(
    _ broker: Broker, bodyLimit: Int = 100_000, tls: TLSConfiguration? = nil,
    _ body: @escaping @Sendable (TestServer) async throws -> Void
) async throws {
    let (ports, port) = AsyncStream<Int>.makeStream()
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let server = try FakeSequinServer(
        broker, ServerSettings(port: 0, token: TestServer.token, bodyLimit: bodyLimit, tls: tls), logger: logger
    ) { port.yield($0) }
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.run() }
        group.addTask {
            for await port in ports {
                try await body(TestServer(broker: broker, port: port))
                return
            }
        }
        try await group.next()
        group.cancelAll()
    }
}
