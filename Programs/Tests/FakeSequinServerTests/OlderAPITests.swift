import FakeSequin
import Sequin
import TestSupport
import Testing

/// The streams API of 2024-08, and that of API sync before.
@Suite struct OlderAPITests {
    @Test func `a stream's messages come back as they were sent`() async throws {
        try await withServer { server async throws in
            let messages = #"{"messages": [{"key": "k1", "data": "{\"a\": 1.50}"}, {"key": "k2", "data": "no json"}]}"#
            let published = try await server.send("POST", "/api/streams/default/messages", messages)
            #expect((published.status, published.body) == (200, #"{"data":{"published":2}}"#))
            let answer = try await server.send(
                "POST", "/api/streams/default/consumers/c/receive", #"{"batch_size": 10}"#)
            let expected = #"""
                {"data":[{"ack_id":"64000001-0000-4000-8000-000000000001","message":{"key":"k1","stream_id":"default",\#
                "data_hash":"5e1459da88118526","data":"{\"a\": 1.50}","seq":1,"inserted_at":null,"updated_at":null}},\#
                {"ack_id":"64000001-0000-4000-8000-000000000002","message":{"key":"k2","stream_id":"default",\#
                "data_hash":"f9e554561b9636b8","data":"no json","seq":2,"inserted_at":null,"updated_at":null}}]}
                """#
            #expect(answer.body == expected)
        }
    }

    @Test func `an unchanged payload makes no new version`() async throws {
        try await withServer { server async throws in
            for data in ["x", "x", "y", "y"] {
                _ = try await server.send(
                    "POST", "/api/streams/default/messages", #"{"messages": [{"key": "k", "data": "\#(data)"}]}"#)
            }
            #expect(try await server.consumer()["slots"]?.text.contains(#""version":2"#) == true)
        }
    }

    @Test func `a stream's ack settles, and its nack gives back`() async throws {
        try await withServer { server async throws in
            try await server.publish("create 0")
            let id = try await server.receive()[0].ackID
            let nack = try await server.send(
                "POST", "/api/streams/default/consumers/c/nack", #"{"ack_ids": ["\#(id)"]}"#)
            #expect((nack.status, nack.body) == (200, #"{"success":true}"#))
            let next = try await server.receive()[0].ackID
            let ack = try await server.send(
                "POST", "/api/streams/default/consumers/c/ack", #"{"ack_ids": ["\#(next)"]}"#)
            #expect((ack.status, ack.body) == (200, #"{"success":true}"#))
            #expect(try await server.consumer()["slot_count"] == .integer(0))
        }
    }

    @Test(arguments: ["messages", "consumers/c/receive", "consumers/c/ack"]) func `a stranger's stream is not found`(
        path: String
    ) async throws {
        try await withServer { server async throws in
            let answer = try await server.send("POST", "/api/streams/other/\(path)", #"{"messages": []}"#)
            #expect(answer.status == 404)
            #expect(answer.body == #"{"summary":"Not found: No `stream` found matching the provided ID or name"}"#)
        }
    }

    @Test func `streams want no token, wait for nothing, and know one name of the batch's size`() async throws {
        try await withServer { server async throws in
            try await server.publish("create 0", "create 1")
            let path = "/api/streams/default/consumers/c/receive"
            let waits = try await server.send("POST", path, #"{"wait_for": 1000}"#, token: nil)
            #expect(waits.status == 400)
            #expect(
                waits.body.hasPrefix(#"{"summary":"This endpoint doesn't support the `wait_for` param at the moment."#))
            #expect(try await server.send("POST", path, #"{"batch_size": 0}"#, token: nil).status == 400)
            #expect(try await server.send("POST", path, #"{"max_batch_size": 0}"#, token: nil).status == 200)
            #expect(try await server.consumer()["in_flight"] == .integer(1))
        }
    }

    @Test func `a publish counts what changed, and writes no key twice`() async throws {
        try await withServer { server async throws in
            func publish(_ messages: String) async throws -> RawAnswer {
                try await server.send("POST", "/api/streams/default/messages", #"{"messages": [\#(messages)]}"#)
            }
            let (a, b) = (#"{"key": "a", "data": "1"}"#, #"{"key": "b", "data": "1"}"#)
            #expect(try await publish(a).body == #"{"data":{"published":1}}"#)
            #expect(try await publish("\(a), \(b)").body == #"{"data":{"published":1}}"#)
            let twice = try await publish(#"{"key": "c", "data": "1"}, {"key": "c", "data": "1"}"#)
            #expect((twice.status, twice.body) == (500, #"{"errors":{"detail":"Internal Server Error"}}"#))
            #expect(try await server.consumer()["slot_count"] == .integer(2))
        }
    }

    @Test(arguments: [
        ("", "Key must not be empty"), ("a b", "Key contains invalid characters"),
        ("a.>", "Key contains invalid characters"), (".a", "Key must not start or end with a delimiter"),
        ("a..b", "Key must not contain empty tokens"),
        (String(repeating: "k", count: 256), "Key must not exceed 255 characters"),
        (Array(repeating: "k", count: 17).joined(separator: "."), "Key must not contain more than 16 tokens"),
        ("a\\u0000", "Key must not contain null characters"),
    ]) func `a key that is none is refused`(key: String, problem: String) async throws {
        try await withServer { server async throws in
            let answer = try await server.send(
                "POST", "/api/streams/default/messages", #"{"messages": [{"key": "\#(key)", "data": ""}]}"#)
            #expect((answer.status, answer.body) == (400, #"{"summary":"Invalid key format: \#(problem)"}"#))
            #expect(try await server.consumer()["slot_count"] == .integer(0))
        }
    }

    @Test(arguments: [#"{}"#, #"{"messages": 1}"#, #"{"messages": [{"key": "k"}]}"#, #"{"messages": [1]}"#])
    func `messages of another shape are refused`(body: String) async throws {
        try await withServer { server async throws in
            #expect(try await server.send("POST", "/api/streams/default/messages", body).status == 400)
            #expect(try await server.consumer()["slot_count"] == .integer(0))
        }
    }

    @Test func `API sync has tokens, counts and empty answers`() async throws {
        try await withServer { server async throws in
            try await server.publish("create 0", "create 1")
            let answer = try await server.send(
                "POST", "/v1/http-consumers/c/next", #"{"batch_size": 1, "wait_for": 0}"#)
            #expect(answer.status == 200)
            let expected = """
                {"data":[{"ack_token":"64000001-0000-4000-8000-000000000001","record":{"id":"A",\
                "collection_slug":"stripe:subscription","provider":"stripe","upstream_id":"up_A","deleted":false,\
                "updated_idx":1,"sync":{"id":"sync_1","external_id":"customer_1","metadata":{"tenant":"one"}},\
                "upstream_created_at":"2024-01-01T00:01:00Z","upstream_updated_at":"2024-01-01T00:01:00Z",\
                "data":{"stripe_customer_id":"stripe_customer_1","plan_id":"plan_1","quantity":1}}}],\
                "info":{"num_pending":1,"num_ack_pending":1}}
                """
            #expect(answer.body == expected)
            let tokens = #"{"ack_tokens": ["64000001-0000-4000-8000-000000000001"]}"#
            let nack = try await server.send("POST", "/v1/http-consumers/c/nack", tokens)
            #expect((nack.status, nack.body) == (204, ""))
            #expect(try await server.send("POST", "/v1/http-consumers/c/ack", #"{"ack_ids": []}"#).status == 400)
        }
    }
}
