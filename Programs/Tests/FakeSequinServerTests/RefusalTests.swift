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

    @Test(arguments: [#"{"max_batch_size": 1"#, "\u{0}", #"{"a": "\x"}"#, String(repeating: "[", count: 9000)])
    func `a body that is no JSON is refused by Phoenix before the token, and nothing is handed out`(
        body: String
    ) async throws {
        try await withServer { server async throws in
            try await server.publish("create 0")
            for token in [TestServer.token, nil] {
                let answer = try await server.send("POST", "/api/http_pull_consumers/c/receive", body, token: token)
                #expect((answer.status, answer.body) == (400, #"{"errors":{"detail":"Bad Request"}}"#))
            }
            #expect(try await server.receive().count == 1)
        }
    }

    @Test(arguments: ["[]", "12", "null", #"[{"max_batch_size": 0}]"#])
    func `a body of JSON that is no object has no parameters`(body: String) async throws {
        try await withServer { server async throws in
            try await server.publish("create 0", "create 1")
            let answer = try await server.send("POST", "/api/http_pull_consumers/c/receive", body)
            #expect(answer.status == 200)
            #expect(try await server.consumer()["in_flight"] == .integer(1))
            let ack = try await server.send("POST", "/api/http_pull_consumers/c/ack", body)
            #expect(ack.status == 400)
            #expect(ack.body.hasPrefix(#"{"summary":"Invalid ack_ids. "#))
        }
    }

    @Test(arguments: ["", "Content-Type: text/plain\r\n", "Content-Type: application/x-www-form-urlencoded\r\n"])
    func `a body must be said to be JSON, but not to a consumer of 2024`(type: String) async throws {
        try await withServer { server async throws in
            await server.broker.makeConsumer("old", .init(kind: .sequinRecords))
            try await server.publish("create 0", "create 1")
            func post(_ consumer: String, token: String) async throws -> RawAnswer {
                try await RawHTTP.exchange(
                    """
                    POST /api/sequin_streams/\(consumer)/receive HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
                    Authorization: \(token)\r\n\(type)Content-Length: 16\r\n\r\nmax_batch_size=2
                    """, port: server.port)
            }
            let refused = #"{"summary":"Content-Type: application/json is required"}"#
            let answer = try await post("c", token: "Bearer right token")
            #expect((answer.status, answer.body) == (400, refused))
            #expect(try await post("c", token: "Bearer wrong").status == 401, "the token comes first")
            #expect(try await post("none", token: "Bearer right token").body == refused, "the consumer comes later")
            #expect(try await post("old", token: "Bearer right token").status == 200)
            let isForm = type.contains("form")
            #expect(try await server.consumer("old")["in_flight"] == .integer(isForm ? 2 : 1), "a form is read")
        }
    }

    @Test(arguments: [
        "bearer right token", "BEARER right token", "Basic right token", "right token", "Bearer  right token",
    ])
    func `the token comes behind the word Bearer`(header: String) async throws {
        try await withServer { server async throws in
            let answer = try await RawHTTP.exchange(
                """
                GET /api/http_pull_consumers/c/receive HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
                Authorization: \(header)\r\n\r\n
                """, port: server.port)
            #expect(answer.status == 401)
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
            for token in [TestServer.token, nil] {
                for (method, path) in [
                    ("GET", "/api/nothing"), ("GET", "/api/http_pull_consumers/c/ack"),
                    ("PUT", "/api/http_pull_consumers/c/receive"),
                ] {
                    let answer = try await server.send(method, path, token: token)
                    #expect((answer.status, answer.body) == (404, #"{"errors":{"detail":"Not Found"}}"#), "\(path)")
                }
            }
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
            let foreign = "a3f1b7a6-5b0d-4c55-9b1e-0f7d1b2c3d4e"
            for id in [
                theirs, "64000001-0000-4000-8000-0000000000ff", foreign, foreign.replacing("-", with: ""),
                "urn:uuid:\(foreign)",
            ] {
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
