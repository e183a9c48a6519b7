import FakeSequin
import FakeSequinServer
import Sequin
import TestSupport
import Testing

/// Bad input: the right status, Sequin's shape, and nothing lost.
@Suite struct RefusalTests {
    @Test(arguments: [nil, "", "wrong", "right toke", "right tokenright token", "right token2", "RIGHT TOKEN"])
    func `only the token opens`(token: String?) async throws {
        try await withServer { server async throws in
            for path in ["/api/http_pull_consumers/c/receive", "/v1/http-consumers/c/next", "/control/state"] {
                let answer = try await server.send("GET", path, token: token)
                #expect(answer.status == 401)
                #expect(answer.body.hasPrefix(#"{"summary":"Unauthorized"#))
            }
            #expect(try await server.send("GET", "/", token: token).status == 200, "the page asks for the token")
        }
    }

    @Test(arguments: [
        #"{"max_batch_size": 1"#, "[]", "12", "\u{0}", #"{"a": "\x"}"#, String(repeating: "[", count: 9000),
    ])
    func `a body that is no JSON object is refused, and nothing is handed out`(body: String) async throws {
        try await withServer { server async throws in
            try await server.publish("create 0")
            let answer = try await server.send("POST", "/api/http_pull_consumers/c/receive", body)
            #expect(answer.status == 400)
            #expect(answer.body.hasPrefix(#"{"summary":"Malformed request body: "#))
            #expect(try await server.receive().count == 1)
        }
    }

    @Test func `a huge body is refused`() async throws {
        try await withServer(bodyLimit: 1000) { server async throws in
            let huge = #"{"records": [""# + String(repeating: "x", count: 100_000) + #""]}"#
            let answer = try await server.send("POST", "/control/publish", huge)
            #expect(answer.status == 413)
            #expect(answer.body == #"{"summary":"Request body too large: the limit is 1000 bytes"}"#)
        }
    }

    @Test(arguments: ["/api/http_pull_consumers/x/receive", "/v1/http-consumers/x/next", "/control/consumers/x"])
    func `an unknown consumer is not found`(path: String) async throws {
        try await withServer { server async throws in
            let answer = try await server.send("GET", path)
            #expect(answer.status == 404)
            #expect(
                answer.body == #"{"summary":"Not found: No `consumer` found matching the provided ID or name"}"#)
        }
    }

    @Test func `an unknown route is not found`() async throws {
        try await withServer { server async throws in
            let answer = try await server.send("GET", "/api/nothing")
            #expect((answer.status, answer.body) == (404, #"{"summary":"Not found: No such route"}"#))
        }
    }

    @Test(arguments: [
        #"{}"#, #"{"ack_ids": null}"#, #"{"ack_ids": []}"#, #"{"ack_ids": "64000001-0000-4000-8000-000000000001"}"#,
        #"{"ack_ids": [1]}"#, #"{"ack_ids": [""]}"#, #"{"ack_ids": ["d1"]}"#,
        #"{"ack_ids": ["64000001-0000-4000-8000-000000000001", "d1"]}"#,
    ]) func `ack ids must be UUIDs, all of them`(body: String) async throws {
        try await withServer { server async throws in
            try await server.publish("create 0")
            _ = try await server.receive()
            for call in ["ack", "nack"] {
                let answer = try await server.send("POST", "/api/http_pull_consumers/c/\(call)", body)
                #expect(answer.status == 400)
                #expect(answer.body.hasPrefix(#"{"summary":"Invalid ack_ids. Must send a top-level"#))
            }
            #expect(try await server.consumer()["in_flight"] == .integer(1))
        }
    }

    @Test func `a stranger's ack ids change nothing, and are no error`() async throws {
        try await withServer { server async throws in
            await server.broker.makeConsumer("other", .init())
            try await server.publish("create 0")
            _ = try await server.receive()
            let theirs = try await server.receive(from: "other")[0].ackID
            for id in [theirs, "64000001-0000-4000-8000-0000000000ff", "a3f1b7a6-5b0d-4c55-9b1e-0f7d1b2c3d4e"] {
                for call in ["ack", "nack"] {
                    let answer = try await server.send(
                        "POST", "/api/http_pull_consumers/c/\(call)", #"{"ack_ids": ["\#(id)"]}"#)
                    #expect((answer.status, answer.body) == (200, #"{"success":true}"#))
                }
            }
            #expect(try await server.consumer()["in_flight"] == .integer(1))
            #expect(try await server.consumer("other")["in_flight"] == .integer(1))
        }
    }

    @Test func `what is no HTTP gets 400, and the server goes on`() async throws {
        try await withServer { server async throws in
            #expect(try await RawHTTP.exchange("EHLO\r\n\r\n", port: server.port).status == 400)
            #expect(try await server.send("GET", "/health", token: nil).status == 200)
        }
    }
}
