import FakeSequin
import FakeSequinServer
import Foundation
import Sequin
import TestSupport
import Testing

/// Sequin's HTTP pull API of 2024-11 and later, byte for byte.
@Suite struct PullTests {
    @Test func `a receive has Sequin's shape`() async throws {
        try await withServer { server async throws in
            try await server.publish("create 0")
            let answer = try await server.send("POST", "/api/http_pull_consumers/c/receive")
            #expect(answer.status == 200)
            #expect(answer.head.lowercased().contains("content-type: application/json"))
            let expected = """
                {"data":[{"ack_id":"64000001-0000-4000-8000-000000000001","data":{"record":{"id":"A",\
                "collection_slug":"stripe:subscription","provider":"stripe","upstream_id":"up_A","deleted":false,\
                "updated_idx":1,"sync":{"id":"sync_1","external_id":"customer_1","metadata":{"tenant":"one"}},\
                "upstream_created_at":"2024-01-01T00:01:00Z","upstream_updated_at":"2024-01-01T00:01:00Z",\
                "data":{"stripe_customer_id":"stripe_customer_1","plan_id":"plan_1","quantity":1}},"changes":null,\
                "action":"insert","metadata":{"table_schema":"stripe","table_name":"subscription",\
                "commit_timestamp":"2024-01-01T00:01:00Z","commit_lsn":1,"commit_idx":0,\
                "database_name":"fake-sequin","transaction_annotations":null,"idempotency_key":"MTow",\
                "record_pks":["A"],"enrichment":null,\
                "consumer":{"id":"00000000-0000-4000-9000-000000000001","name":"c","annotations":{}},\
                "database":{"id":"00000000-0000-4000-a000-000000000001","name":"fake-sequin","annotations":{},\
                "database":"fake-sequin","hostname":"localhost"}}}}]}
                """
            #expect(answer.body == expected)
        }
    }

    @Test func `an update has an action and changes; a consumer of records of 2024 says the record alone`() async throws
    {
        try await withServer { server async throws in
            await server.broker.makeConsumer("old", .init(kind: .sequinRecords))
            try await server.publish("create 0", "update 0")
            let answer = try await server.send("POST", "/api/sequin_streams/c/receive")
            #expect(answer.body.contains(#""changes":{},"action":"update","metadata":{"#))
            let old = try JSONValue(parsing: try await server.send("POST", "/api/http_pull_consumers/old/receive").body)
            guard case .array(let messages)? = old["data"] else { return #expect(Bool(false), "\(old)") }
            #expect(messages[0]["data"]?.text.hasPrefix(#"{"record":{"id":"A","#) == true)
            #expect(messages[0]["data"]?["changes"] == nil && messages[0]["data"]?["metadata"] == nil)
        }
    }

    @Test func `a sink's poll is answered at once while a message is in flight`() async throws {
        try await withServer(.init(kind: .sequinSinks, ackWait: .seconds(30))) { server async throws in
            try await server.publish("create 0")
            #expect(try await server.receive().count == 1)
            // The clock stands still: a poll that waited would not end.
            let answer = try await server.send("POST", "/api/sequin_streams/c/receive", #"{"wait_for": "60s"}"#)
            #expect((answer.status, answer.body) == (200, #"{"data":[]}"#))
        }
    }

    @Test func `nothing to deliver is an empty list`() async throws {
        try await withServer { server async throws in
            let answer = try await server.send("POST", "/api/http_pull_consumers/c/receive")
            #expect((answer.status, answer.body) == (200, "{\"data\":[]}"))
        }
    }

    @Test(arguments: ["GET", "POST"]) func `the batch size is one unless the caller says otherwise`(
        method: String
    ) async throws {
        try await withServer { server async throws in
            try await server.publish("create 0", "create 1", "create 2", "create 3")
            let one = try await server.send(method, "/api/http_pull_consumers/c/receive")
            #expect(one.body.ranges(of: "ack_id").count == 1)
            let two = try await server.send(method, "/api/http_pull_consumers/c/receive?batch_size=2")
            #expect(two.body.ranges(of: "ack_id").count == 2)
        }
    }

    @Test func `a consumer is found by its id too`() async throws {
        try await withServer { server async throws in
            try await server.publish("create 0")
            let id = "00000000-0000-4000-9000-000000000001"
            #expect(try await server.receive(from: id).map(\.record) == ["A"])
        }
    }

    @Test func `an ack settles, a nack gives back at once`() async throws {
        try await withServer { server async throws in
            try await server.publish("create 0", "create 1")
            let taken = try await server.receive()
            let ack = try await server.send(
                "POST", "/api/http_pull_consumers/c/ack", "{\"ack_ids\": [\"\(taken[0].ackID)\"]}")
            #expect((ack.status, ack.body) == (200, "{\"success\":true}"))
            #expect(try await server.receive().isEmpty)
            let nack = try await server.send(
                "POST", "/api/http_pull_consumers/c/nack", "{\"ack_ids\": [\"\(taken[1].ackID.uppercased())\"]}")
            #expect((nack.status, nack.body) == (200, "{\"success\":true}"))
            #expect(try await server.receive().map(\.record) == ["B"])
        }
    }

    @Test(arguments: ["0", "1001", "\"x\"", "1.5", "null", "[]"]) func `a batch size out of range is refused`(
        size: String
    ) async throws {
        try await withServer { server async throws in
            let answer = try await server.send(
                "POST", "/api/http_pull_consumers/c/receive", "{\"max_batch_size\": \(size)}")
            #expect(answer.status == 400)
            let summary = "Invalid `max_batch_size`. `max_batch_size` must be an integer between 1 and 1000."
            #expect(answer.body == "{\"summary\":\"\(summary)\"}")
        }
    }

    @Test(arguments: ["true", "null", "[60000]"]) func `a wait that is neither text nor number is none`(
        wait: String
    ) async throws {
        try await withServer { server async throws in
            let answer = try await server.send("POST", "/api/http_pull_consumers/c/receive", "{\"wait_for\": \(wait)}")
            #expect((answer.status, answer.body) == (200, #"{"data":[]}"#))
        }
    }

    @Test(arguments: ["499", "300001", "-1", "\"ten\"", "\"6m\""]) func `a wait out of range is refused`(
        wait: String
    ) async throws {
        try await withServer { server async throws in
            let answer = try await server.send("POST", "/api/http_pull_consumers/c/receive", "{\"wait_for\": \(wait)}")
            #expect(answer.status == 400)
            #expect(answer.body.hasPrefix("{\"summary\":\"Invalid `wait_for`."))
        }
    }

    @Test(arguments: ["60000", "\"60s\"", "\"1m\"", "\"60000ms\""]) func `a long poll answers when something comes`(
        wait: String
    ) async throws {
        try await withServer { server async throws in
            async let answer = server.send("POST", "/api/http_pull_consumers/c/receive", "{\"wait_for\": \(wait)}")
            try await server.waitForPoll()
            try await server.publish("create 0")
            #expect(try await answer.body.contains("\"id\":\"A\""))
        }
    }

    @Test func `a long poll ends empty when its time is over`() async throws {
        try await withServer { server async throws in
            async let answer = server.send("POST", "/api/http_pull_consumers/c/receive", "{\"wait_for\": \"60s\"}")
            try await server.waitForPoll()
            _ = try await server.send("POST", "/control/clock/advance", "{\"by\": \"60s\"}")
            #expect(try await answer.body == "{\"data\":[]}")
        }
    }

    @Test func `a connection goes on unless a poll has waited on it, and then the answer says so`() async throws {
        try await withServer { server async throws in
            let keep = "\r\nConnection: close"
            let health = server.request("GET", "/health")
            let receive = server.request("POST", "/api/http_pull_consumers/c/receive", "{\"wait_for\": 500}")
            try await server.publish("create 0")
            // Three requests on one connection, and the last closes it.
            let reused = try await RawHTTP.exchange(
                health.replacing(keep, with: "") + receive.replacing(keep, with: "") + health, port: server.port)
            #expect(
                reused.body.contains(#""id":"A""#) && reused.body.components(separatedBy: "HTTP/1.1 200").count == 3)
            #expect(!reused.head.lowercased().contains("connection: close"))
            async let polled = RawHTTP.exchange(receive.replacing(keep, with: ""), port: server.port)
            try await server.waitForPoll()
            _ = try await server.send("POST", "/control/clock/advance", "{\"by\": \"60s\"}")
            #expect(try await polled.head.lowercased().contains("connection: close"))
        }
    }

    @Test func `a poll whose client vanishes takes nothing`() async throws {
        try await withServer { server async throws in
            let poll = server.request("POST", "/api/http_pull_consumers/c/receive", "{\"wait_for\": \"60s\"}")
            try await RawHTTP.vanish(after: poll, port: server.port) {
                try await server.consumer()["waiting"] == .integer(1)
            }
            while try await server.consumer()["waiting"] != .integer(0) { try await Task.sleep(for: .milliseconds(5)) }
            try await server.publish("create 0")
            #expect(try await server.receive().map(\.record) == ["A"])
        }
    }
}
