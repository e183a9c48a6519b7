import NIOCore
import NIOPosix
import Sequin
import TestSupport
import Testing

/// Clients that are slow, silent or gone: nobody else notices, and nothing is lost.
@Suite struct BadClientTests {
    private func connect(to server: TestServer) async throws -> any Channel {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: server.port).get()
    }

    @Test(arguments: [0, 1, 30, -1]) func `a request that stops half-way keeps nobody waiting, and does nothing`(
        length: Int
    ) async throws {
        try await withServer { server async throws in
            let body = #"{"changes": [{"kind": "create", "record": 0}]}"#
            let whole = server.request("POST", "/control/publish", body)
            let slow = try await connect(to: server)
            // All but the body, or part of the head.
            let part = length < 0 ? String(whole.dropLast(body.count / 2)) : String(whole.prefix(length))
            try await slow.writeAndFlush(ByteBuffer(string: part))
            #expect(try await server.send("GET", "/health", token: nil).status == 200)
            #expect(try await server.consumer()["slot_count"] == .integer(0))
            // It goes on, and is answered; or it vanishes.
            if length == 30 {
                try await slow.writeAndFlush(ByteBuffer(string: String(whole.dropFirst(length))))
                try await slow.closeFuture.get()
                #expect(try await server.consumer()["slot_count"] == .integer(1))
            } else {
                try await slow.close()
                #expect(try await server.consumer()["slot_count"] == .integer(0))
            }
        }
    }

    @Test func `a client that vanishes before it has read its deliveries gets them again`() async throws {
        try await withServer { server async throws in
            try await server.publish("create 0")
            let request = server.request("POST", "/api/http_pull_consumers/c/receive", "{}")
            try await RawHTTP.vanish(after: request, port: server.port) {
                try await server.consumer()["in_flight"] == .integer(1)
            }
            _ = try await server.send("POST", "/control/clock/advance", #"{"by": "30s"}"#)
            #expect(try await server.receive().map(\.record) == ["A"])
        }
    }

    @Test func `a client that reads nothing holds up only itself`() async throws {
        try await withServer(bodyLimit: 8_000_000) { server async throws in
            // More than sockets hold, so that the answer is stuck half-way.
            let text = String(repeating: "x", count: 6_000_000)
            let record = #"{"id": "A", "collection_slug": "a:b", "updated_idx": 1, "data": {"x": "\#(text)"}}"#
            #expect(try await server.send("POST", "/control/publish", #"{"records": [\#(record)]}"#).status == 200)
            let deaf = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.autoRead, value: false).connect(host: "127.0.0.1", port: server.port).get()
            try await deaf.writeAndFlush(
                ByteBuffer(string: server.request("POST", "/api/http_pull_consumers/c/receive", "{}")))
            while try await server.consumer()["in_flight"] != .integer(1) {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(try await server.send("GET", "/health", token: nil).status == 200)
            try await deaf.close()
            _ = try await server.send("POST", "/control/clock/advance", #"{"by": "30s"}"#)
            #expect(try await server.receive().map(\.record) == ["A"])
        }
    }
}
