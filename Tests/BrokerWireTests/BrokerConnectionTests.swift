import OrderedCollections
import Sequin
import SequinWire
import TestSupport
import Testing

@testable import BrokerWire

@Suite(.ownTime) struct BrokerConnectionTests {
    private var connection = BrokerConnection.fresh
    private let delivery = Delivery(
        ackID: AckID("d12"),
        record: Record(
            id: "a", collectionSlug: "stripe:subscription", provider: "stripe", upstreamID: "sub_1", deleted: false,
            updatedIdx: 7, sync: Record.Sync(id: "s", externalID: nil, metadata: .object([:])), upstreamCreatedAt: nil,
            upstreamUpdatedAt: nil, data: .object(["plan": .string("é")])), deliverCount: 1)

    @Test("A receive is held until it is answered, and its deliveries can be read as fake-sequin's")
    mutating func receive() throws {
        let request = BrokerRequest.receive(batchSize: 3, waitFor: .seconds(60))
        #expect(
            connection.fromClient(Request.post("receive", #"{"max_batch_size": 3, "wait_for": "60s"}"#))
                == [.holds(request)])
        #expect(connection.held == request)
        let text = connection.answer(.deliveries([delivery])).text
        #expect(connection.held == nil)
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
        #expect(parts[0].hasPrefix("HTTP/1.1 200 OK\r\ncontent-type: application/json"))
        #expect(parts[0].contains("content-length: \(parts[1].utf8.count)\r\n"))
        let answer = try WireProtocol.httpPull.deliveries(in: JSONValue(parsing: String(parts[1])))
        #expect(answer.problems.isEmpty)
        #expect(answer.deliveries.map(\.record) == [delivery.record])
        #expect(answer.deliveries.map(\.ackID.rawValue) == ["64000001-0000-4000-8000-00000000000c"])
    }

    @Test("Acks and nacks are held with the ids as the consumer knows them")
    mutating func settle() {
        let body = #"{"ack_ids": ["64000001-0000-4000-8000-00000000000C", "11111111-0000-4000-8000-00000000000c"]}"#
        #expect(connection.fromClient(Request.post("ack", body)) == [.holds(.ack([AckID("d12"), AckID("")]))])
        #expect(connection.answer(.settled).text.hasSuffix("\r\n\r\n{\"success\":true}"))
        #expect(connection.fromClient(Request.post("nack", body)).count == 1)
        #expect(connection.answer(.unavailable).status == 503)
    }

    @Test("A record is shown as it is upstream, at an address that has the secret, with a token or without")
    mutating func fetch() throws {
        let first = Request.bytes("GET /secret/records/a%20b+c HTTP/1.1\n\n")
        #expect(connection.fromClient(first) == [.holds(.fetch("a b+c"))])
        let parts = connection.answer(.record(delivery.record)).text.split(separator: "\r\n\r\n", maxSplits: 1)
        #expect(parts[0].hasPrefix("HTTP/1.1 200 OK"))
        #expect(try JSONValue(parsing: String(parts[1])) == delivery.record.wireObject)
        let other = "GET /secret/records/a HTTP/1.1\nAuthorization: Bearer other\n\n"
        #expect(connection.fromClient(Request.bytes(other)) == [.holds(.fetch("a"))])
        #expect(connection.answer(.record(nil)).status == 404)
    }

    @Test(
        "What is no record's path is refused",
        arguments: [
            "GET /secret/records", "GET /secret/records/", "GET /secret/records/a/b", "POST /secret/records/a",
            "DELETE /secret/records/a", "GET /records/a", "GET /other/records/a", "GET //records/a",
        ])
    func noRecord(line: String) {
        var connection = connection
        let actions = connection.fromClient(
            Request.bytes(
                "\(line) HTTP/1.1\nAuthorization: Bearer secret\nContent-Type: application/json\nContent-Length: 0\n\n")
        )
        #expect(connection.held == nil)
        #expect(actions.status == 404)
    }

    @Test("The older APIs are served too")
    mutating func olderAPIs() {
        let next = Request.post("", #"{"batch_size": 2, "wait_for": 0}"#, path: "/v1/http-consumers/orders/next")
        #expect(connection.fromClient(next) == [.holds(.receive(batchSize: 2, waitFor: .zero))])
        #expect(connection.answer(.deliveries([delivery])).text.contains("\"ack_token\""))
        let ids = #"{"ack_tokens": ["64000001-0000-4000-8000-00000000000c"]}"#
        _ = connection.fromClient(Request.post("", ids, path: "/v1/http-consumers/orders/ack"))
        #expect(connection.answer(.settled).status == 204)
        let stream = Request.post("", "", path: "/api/streams/default/consumers/orders/receive")
        #expect(connection.fromClient(stream) == [.holds(.receive(batchSize: 1, waitFor: .zero))])
        #expect(connection.answer(.deliveries([delivery])).text.contains("\"data_hash\""))
    }

    @Test("A receive may be a GET with a query")
    mutating func query() {
        let get = Request.bytes(
            """
            GET /api/http_pull_consumers/orders/receive?max_batch_size=5&wait_for=1%30000ms HTTP/1.1
            authorization: Bearer secret


            """)
        #expect(connection.fromClient(get) == [.holds(.receive(batchSize: 5, waitFor: .seconds(10)))])
    }

    @Test(
        "What is wrong is answered at once, and the connection goes on",
        arguments: [
            ("receive", #"{"max_batch_size": 0}"#, 400, "Invalid `max_batch_size`"),
            ("receive", #"{"wait_for": 10}"#, 400, "Invalid `wait_for`"),
            ("receive", "{", 400, #"{"errors":{"detail":"Bad Request"}}"#), ("ack", "[1]", 400, "non-empty list"),
            ("ack", "{}", 400, "non-empty list"), ("ack", #"{"ack_ids": ["d12"]}"#, 400, "valid UUID"),
            ("take", "{}", 404, #"{"errors":{"detail":"Not Found"}}"#),
        ])
    func wrong(call: String, body: String, status: Int, summary: String) {
        var connection = connection
        let actions = connection.fromClient(Request.post(call, body))
        #expect(actions.status == status)
        #expect(actions.text.contains(summary))
        #expect(!actions.contains(.closesClient))
        #expect(connection.fromClient(Request.post("receive", "{}")).count == 1)
        #expect(connection.held != nil)
    }

    @Test("Without the token, or for another consumer, there is nothing")
    mutating func strangers() {
        let path = "/api/http_pull_consumers/others/receive"
        #expect(connection.fromClient(Request.post("receive", "{}", path: path)).status == 404)
        for token in [
            "", "Authorization: Bearer secreT\n", "Authorization: Basic secret\n", "Authorization: bearer secret\n",
        ] {
            let request = Request.bytes(
                "POST /api/http_pull_consumers/orders/receive HTTP/1.1\n\(token)content-length: 0\n\n")
            #expect(connection.fromClient(request).status == 401)
        }
        #expect(connection.held == nil)
    }

    /// Requests, and what is told of them.
    private static let refused: [([UInt8], String)] = [
        (
            Request.post("receive", #"{"max_batch_size": 0}"#),
            "POST /api/http_pull_consumers/orders/receive was answered with 400: Invalid `max_batch_size`. "
                + "`max_batch_size` must be an integer between 1 and 1000; `max_batch_size` is 0"
        ),
        (
            Request.post("receive", #"{"batch_size": "many"}"#),
            "POST /api/http_pull_consumers/orders/receive was answered with 400: Invalid `max_batch_size`. "
                + "`max_batch_size` must be an integer between 1 and 1000; `batch_size` is \"many\""
        ),
        (
            Request.post("receive", #"{"wait_for": 100}"#),
            "POST /api/http_pull_consumers/orders/receive was answered with 400: Invalid `wait_for`. Must be between "
                + "500 and 300,000 milliseconds, or use duration format like '60s', '5m', '1000ms'; `wait_for` is 100"
        ),
        (
            Request.post("ack", #"{"ids": ["d1"]}"#),
            "POST /api/http_pull_consumers/orders/ack was answered with 400: Invalid ack_ids. Must send a top-level "
                + "`ack_ids` property that is a non-empty list of valid UUID strings; there is no `ack_ids`, but `ids`"
        ),
        (
            Request.post("receive", "{}", path: "/api/http_pull_consumers/others/receive"),
            "POST /api/http_pull_consumers/others/receive was answered with 404: Not found: No `consumer` found "
                + "matching the provided ID or name; SEQUIN_CONSUMER is 'orders'"
        ),
        (
            Request.post("take", "{}"),
            "POST /api/http_pull_consumers/orders/take was answered with 404: Not Found; what there is: "
                + "POST to /api/http_pull_consumers/orders/receive, ack or nack"
        ),
        (
            Request.bytes(
                "PUT /api/http_pull_consumers/orders/ack?x=1 HTTP/1.1\nauthorization: Bearer secret\n\n"),
            "PUT /api/http_pull_consumers/orders/ack was answered with 404: Not Found; this path takes POST"
        ),
        (
            Request.bytes("POST /api/http_pull_consumers/orders/ack HTTP/1.1\nauthorization: Bearer x\n\n"),
            "POST /api/http_pull_consumers/orders/ack was answered with 401: Unauthorized: send the header "
                + "`Authorization: Bearer TOKEN`; its token is another than SEQUIN_TOKEN"
        ),
        (
            Request.bytes("POST /api/http_pull_consumers/orders/ack HTTP/1.1\n\n"),
            "POST /api/http_pull_consumers/orders/ack was answered with 401: Unauthorized: send the header "
                + "`Authorization: Bearer TOKEN`; it has no such header"
        ),
        (
            [0x16, 0x03, 0x01, 0x0A],
            "what is no request of HTTP was answered with 400: Malformed request: the first line is no request"
        ),
    ]

    @Test(
        "What is refused is told of in one sentence: what was asked, what was answered, and what it had",
        arguments: refused)
    func told(request: [UInt8], sentence: String) {
        var connection = connection
        guard case .refuses(let refused)? = connection.fromClient(request + [0x0A]).first else {
            Issue.record("it was not refused")
            return
        }
        #expect(refused.description == sentence)
        #expect(refused.hasToken == (!sentence.contains("401") && refused.request != nil))
    }

    @Test(
        "A body that cannot be read is told of too",
        arguments: [
            (
                "application/json", #"{"a" 1}"#,
                "400: Bad Request; its body is malformed: a colon is expected at byte 5"
            ), ("text/plain", "{}", "400: Content-Type: application/json is required; it is text/plain"),
        ])
    func unread(type: String, body: String, end: String) {
        var connection = connection
        let request = """
            POST /api/sequin_streams/orders/ack HTTP/1.1
            Authorization: Bearer secret
            Content-Type: \(type)
            Content-Length: \(body.utf8.count)


            """
        guard case .refuses(let refused)? = connection.fromClient(Request.bytes(request) + Array(body.utf8)).first
        else {
            Issue.record("it was not refused")
            return
        }
        #expect(refused.description == "POST /api/sequin_streams/orders/ack was answered with " + end)
    }

    @Test("The next request waits for the answer to the one before")
    mutating func pipelining() {
        let two = Request.post("receive", "{}") + Request.post("receive", #"{"batch_size": 2}"#)
        #expect(connection.fromClient(two) == [.holds(.receive(batchSize: 1, waitFor: .zero))])
        let actions = connection.answer(.deliveries([]))
        #expect(actions.last == .holds(.receive(batchSize: 2, waitFor: .zero)))
        #expect(actions.text.hasSuffix("{\"data\":[]}"))
    }

    @Test("A client that goes takes its request with it")
    mutating func goes() {
        _ = connection.fromClient(Request.post("receive", "{}"))
        #expect(connection.clientClosed() == [.drops(.receive(batchSize: 1, waitFor: .zero))])
        #expect(connection.answer(.deliveries([])) == [])
        #expect(connection.fromClient(Request.post("receive", "{}")) == [])
        #expect(connection.clientClosed() == [])
    }

    @Test("A request on its way shows")
    mutating func onItsWay() {
        let request = Request.post("receive", "{}")
        #expect(!connection.isInsideRequest)
        for byte in request.dropLast() {
            #expect(connection.fromClient([byte]) == [])
            #expect(connection.isInsideRequest)
        }
        #expect(connection.fromClient([request.last!]).count == 1)
        #expect(!connection.isInsideRequest)
    }
}
