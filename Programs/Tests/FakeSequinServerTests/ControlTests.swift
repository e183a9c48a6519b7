import FakeSequin
import Sequin
import TestSupport
import Testing

/// What a test can do to the server.
@Suite struct ControlTests {
    @Test func `a delivery expires when the clock is stepped`() async throws {
        try await withServer { server async throws in
            try await server.publish("create 0")
            #expect(try await server.receive().count == 1)
            let answer = try await server.send("POST", "/control/clock/advance", #"{"by": "30s"}"#)
            #expect((answer.status, answer.body) == (200, #"{"mode":"stepped","now_ms":30000}"#))
            #expect(try await server.receive().map(\.record) == ["A"])
        }
    }

    @Test func `a real clock cannot be stepped`() async throws {
        try await withServer { server async throws in
            #expect(try await server.send("PUT", "/control/clock", #"{"mode": "real"}"#).status == 200)
            #expect(try await server.send("POST", "/control/clock/advance", #"{"by": 1}"#).status == 409)
            #expect(try await server.send("PUT", "/control/clock", #"{"mode": "slow"}"#).status == 422)
        }
    }

    @Test func `a dropped response has had its effect, a dropped request has not`() async throws {
        try await withServer { server async throws in
            try await server.publish("create 0")
            let id = try await server.receive()[0].ackID
            let ack = #"{"ack_ids": ["\#(id)"]}"#
            let faults = "/control/consumers/c/faults"
            _ = try await server.send("POST", faults, #"{"fault": "drop_request", "call": "ack"}"#)
            #expect(try await server.send("POST", "/api/http_pull_consumers/c/ack", ack).status == 0)
            #expect(try await server.consumer()["slot_count"] == .integer(1))
            _ = try await server.send("POST", faults, #"{"fault": "drop_response", "call": "ack"}"#)
            #expect(try await server.send("POST", "/api/http_pull_consumers/c/ack", ack).status == 0)
            #expect(try await server.consumer()["slot_count"] == .integer(0))
            #expect(try await server.send("POST", "/api/http_pull_consumers/c/ack", ack).status == 200)
        }
    }

    @Test func `a delayed response comes when the clock says so`() async throws {
        try await withServer { server async throws in
            try await server.publish("create 0")
            _ = try await server.send(
                "POST", "/control/consumers/c/faults", #"{"fault": "delay_response", "delay": "40s"}"#)
            async let late = server.receive()
            while try await server.consumer()["in_flight"] != .integer(1) {
                try await Task.sleep(for: .milliseconds(5))
            }
            _ = try await server.send("POST", "/control/clock/advance", #"{"by": "39s"}"#)
            #expect(
                try await server.receive().map(\.record) == ["A"], "it has expired before its first answer is there")
            _ = try await server.send("POST", "/control/clock/advance", #"{"by": "1s"}"#)
            #expect(try await late.map(\.record) == ["A"])
        }
    }

    @Test func `a duplicated delivery comes again with its ack id`() async throws {
        try await withServer { server async throws in
            try await server.publish("create 0")
            _ = try await server.send("POST", "/control/consumers/c/faults", #"{"fault": "duplicate_delivery"}"#)
            let first = try await server.receive()
            let second = try await server.receive()
            #expect(first.map(\.ackID) == second.map(\.ackID))
            #expect(try await server.receive().isEmpty)
        }
    }

    @Test func `planned faults are shown, counted and cleared`() async throws {
        try await withServer { server async throws in
            let planned = try await server.send(
                "POST", "/control/consumers/c/faults", #"{"fault": "drop_response", "call": "nack", "times": 2}"#)
            #expect(planned.body == #"{"planned":[{"fault":"drop_response","call":"nack","times":2}]}"#)
            #expect(try await server.send("DELETE", "/control/consumers/c/faults").status == 204)
            #expect(try await server.consumer()["faults"] == .array([]))
        }
    }

    @Test(arguments: [
        #"{}"#, #"{"fault": "explode"}"#, #"{"fault": "delay_response"}"#, #"{"fault": "drop_request", "times": 0}"#,
        #"{"fault": "drop_request", "call": "publish"}"#, #"{"fault": "duplicate_delivery", "call": "ack"}"#,
    ]) func `a fault that makes no sense is refused`(body: String) async throws {
        try await withServer { server async throws in
            let answer = try await server.send("POST", "/control/consumers/c/faults", body)
            #expect(answer.status == 422)
            #expect(answer.body.contains("validation_errors"))
        }
    }

    @Test func `what is in flight can be expired at once`() async throws {
        try await withServer { server async throws in
            try await server.publish("create 0", "create 1")
            _ = try await server.receive()
            let one = try await server.send("POST", "/control/consumers/c/expire", #"{"record_id": "B"}"#)
            #expect(one.body == #"{"expired":1}"#)
            #expect(try await server.receive().map(\.record) == ["B"])
            #expect(try await server.send("POST", "/control/consumers/c/expire").body == #"{"expired":2}"#)
        }
    }

    @Test func `a consumer is made, of a kind, with all records so far`() async throws {
        try await withServer { server async throws in
            try await server.publish("create 0", "update 0")
            let made = try await server.send(
                "PUT", "/control/consumers/new", #"{"kind": "sequin-streams", "ack_wait": "5s", "max_deliver": 3}"#)
            #expect(made.status == 201)
            #expect(made.body.contains(#""kind":"sequin-streams","ack_wait_ms":5000"#))
            #expect(try await server.receive(from: "new").map(\.record) == ["A"])
            #expect(try await server.send("PUT", "/control/consumers/new", "{}").status == 200)
            #expect(try await server.send("DELETE", "/control/consumers/new").status == 204)
            #expect(try await server.send("GET", "/control/consumers/new").status == 404)
        }
    }

    @Test(arguments: [
        #"{"kind": "kafka"}"#, #"{"ack_wait": "soon"}"#, #"{"ack_wait": 0}"#, #"{"max_ack_pending": 0}"#,
        #"{"max_deliver": -1}"#, #"{"groups_by_record": 1}"#,
    ]) func `a consumer that makes no sense is refused`(body: String) async throws {
        try await withServer { server async throws in
            #expect(try await server.send("PUT", "/control/consumers/new", body).status == 422)
            #expect(try await server.send("GET", "/control/consumers/new").status == 404)
        }
    }

    @Test func `an impossible change names itself, and those before it are published`() async throws {
        try await withServer { server async throws in
            let answer = try await server.send(
                "POST", "/control/publish",
                #"{"changes": [{"kind": "create", "record": 0}, {"kind": "create", "record": 0}]}"#)
            #expect(answer.status == 422)
            #expect(answer.body.contains("Cannot create A: it exists, or did. The 1 before it were published."))
            #expect(try await server.receive().map(\.record) == ["A"])
        }
    }

    @Test func `records are published as they are, and shown`() async throws {
        try await withServer { server async throws in
            let record =
                #"{"id": "r1", "collection_id": "my:thing", "updated_idx": 9007199254740993, "data": {"n": 1.50}}"#
            #expect(try await server.send("POST", "/control/publish", #"{"records": [\#(record)]}"#).status == 200)
            let shown = try await server.send("GET", "/control/records").body
            #expect(shown.contains(#""collection_slug":"my:thing""#) && shown.contains("9007199254740993"))
            #expect(shown.contains(#""data":{"n":1.50}"#))
        }
    }

    @Test(arguments: [
        #"{}"#, #"{"records": []}"#, #"{"records": [{"id": "x"}]}"#, #"{"changes": [{"kind": "eat", "record": 0}]}"#,
        #"{"changes": {"kind": "create"}}"#,
    ]) func `what is neither change nor record is refused`(body: String) async throws {
        try await withServer { server async throws in
            #expect(try await server.send("POST", "/control/publish", body).status == 422)
        }
    }

    @Test func `the page is one file that loads nothing else`() async throws {
        try await withServer { server async throws in
            let page = try await server.send("GET", "/", token: nil)
            #expect(page.status == 200)
            #expect(page.head.lowercased().contains("content-security-policy: default-src 'none'"))
            #expect(!page.body.contains("src=") && !page.body.contains("<link"))
        }
    }
}
