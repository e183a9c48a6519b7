import OrderedCollections
import Sequin
import TestSupport
import Testing

@testable import BrokerWire

/// SQS between a foreign worker and its consumer.
@Suite(.ownTime) struct SQSConnectionTests {
    private var connection = Self.fresh()

    private static func fresh(queue: String = "orders") -> BrokerConnection {
        BrokerConnection(BrokerSettings(.sqs, token: "secret", consumer: queue))
    }

    private let delivery = Delivery(
        ackID: AckID("r12"),
        record: Record(
            id: "a", collectionSlug: "stripe:subscription", provider: "stripe", upstreamID: "sub_1", deleted: false,
            updatedIdx: 7, sync: Record.Sync(id: "s", externalID: nil, metadata: .object([:])),
            upstreamCreatedAt: "2024-01-01T00:00:00Z", upstreamUpdatedAt: "2024-01-01T00:01:00Z",
            data: .object(["plan": .string("é")])), deliverCount: 2, messageID: "a-7")

    private func call(_ action: String, _ body: String, key: String = "secret", queue: String = "orders") -> [UInt8] {
        let body = body.replacing("QUEUE", with: #""QueueUrl": "http://127.0.0.1/000000000000/\#(queue)""#)
        return Request.bytes(
            """
            POST / HTTP/1.1
            Host: 127.0.0.1:4711
            X-Amz-Target: AmazonSQS.\(action)
            Content-Type: application/x-amz-json-1.0
            Authorization: AWS4-HMAC-SHA256 Credential=\(key)/20260101/us-east-1/sqs/aws4_request, Signature=x
            Content-Length: \(body.utf8.count)


            """) + Array(body.utf8)
    }

    private mutating func handle() throws -> String {
        _ = connection.fromClient(call("ReceiveMessage", "{QUEUE}"))
        let body = connection.answer(.deliveries([delivery])).text.split(separator: "\r\n\r\n", maxSplits: 1)[1]
        guard case .array(let messages)? = try JSONValue(parsing: String(body))["Messages"],
            case .string(let handle)? = messages.first?["ReceiptHandle"]
        else { throw CancellationError() }
        return handle
    }

    @Test("A receive is held until it is answered; its message's body is the record")
    mutating func receive() throws {
        let request = BrokerRequest.receive(batchSize: 3, waitFor: .seconds(20))
        let body = #"{QUEUE, "MaxNumberOfMessages": 3, "WaitTimeSeconds": 20, "AttributeNames": ["All"]}"#
        #expect(connection.fromClient(call("ReceiveMessage", body)) == [.holds(request)])
        let parts = connection.answer(.deliveries([delivery])).text.split(separator: "\r\n\r\n", maxSplits: 1)
        #expect(parts[0].hasPrefix("HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\nx-amzn-requestid: "))
        guard case .array(let messages)? = try JSONValue(parsing: String(parts[1]))["Messages"],
            case .string(let text)? = messages.first?["Body"]
        else { throw CancellationError() }
        let record = try JSONValue(parsing: text)
        #expect(record["id"] == .string("a"))
        #expect(record["updated_idx"] == .integer(7))
        #expect(record["action"] == .string("update"))
        #expect(record["data"] == .object(["plan": .string("é")]))
        #expect(messages[0]["MessageId"] == .string("a-7"))
        #expect(
            messages[0]["Attributes"]
                == .object([
                    "SenderId": .string("converge"), "ApproximateReceiveCount": .string("2"),
                    "SentTimestamp": .string("1704067260000"),
                ]))
    }

    @Test("A message of a FIFO queue has its group, its deduplication id and its number")
    mutating func fifo() throws {
        connection = Self.fresh(queue: "orders.fifo")
        let body = #"{QUEUE, "MessageSystemAttributeNames": ["MessageGroupId", "SequenceNumber"]}"#
        _ = connection.fromClient(call("ReceiveMessage", body, queue: "orders.fifo"))
        let text = connection.answer(.deliveries([delivery])).text
        #expect(text.contains(#""Attributes":{"MessageGroupId":"a","SequenceNumber":"00000000000000000007"}"#))
    }

    @Test("A delete is an ack, a visibility of 0 a nack, another one an extension")
    mutating func settle() throws {
        let handle = try handle()
        #expect(
            connection.fromClient(call("DeleteMessage", #"{QUEUE, "ReceiptHandle": "\#(handle)"}"#))
                == [.holds(.ack([AckID("r12")]))])
        #expect(connection.answer(.settled).text.hasSuffix("\r\n\r\n{}"))
        let change = #"{QUEUE, "ReceiptHandle": "\#(handle)", "VisibilityTimeout": "#
        #expect(
            connection.fromClient(call("ChangeMessageVisibility", change + "0}")) == [.holds(.nack([AckID("r12")]))])
        #expect(connection.answer(.settled).status == 200)
        #expect(
            connection.fromClient(call("ChangeMessageVisibility", change + "90}"))
                == [.holds(.extend([AckID("r12")], by: .seconds(90)))])
        #expect(connection.answer(.unavailable).status == 503)
    }

    @Test("What the consumer would not have is SQS's error")
    mutating func refused() throws {
        let handle = try handle()
        _ = connection.fromClient(call("DeleteMessage", #"{QUEUE, "ReceiptHandle": "\#(handle)"}"#))
        let expired = connection.answer(.refused([AckID("r12")]))
        #expect(expired.status == 400)
        #expect(expired.text.contains("x-amzn-query-error: InvalidParameterValue;Sender"))
        #expect(expired.text.contains("The receipt handle has expired."))
        let change = #"{QUEUE, "ReceiptHandle": "\#(handle)", "VisibilityTimeout": 0}"#
        _ = connection.fromClient(call("ChangeMessageVisibility", change))
        #expect(
            connection.answer(.refused([AckID("r12")])).text.contains("not available for visibility timeout change"))
    }

    @Test("A batch with zeros and others is asked for in parts, and answered as one")
    mutating func mixedBatch() throws {
        let handle = try handle()
        let entries = [("a", handle, 0), ("b", "stranger", 0), ("c", handle, 60), ("d", handle, 43_201)].map {
            #"{"Id": "\#($0.0)", "ReceiptHandle": "\#($0.1)", "VisibilityTimeout": \#($0.2)}"#
        }
        let body = "{QUEUE, \"Entries\": [\(entries.joined(separator: ","))]}"
        #expect(
            connection.fromClient(call("ChangeMessageVisibilityBatch", body)) == [.holds(.nack([AckID("r12")]))])
        #expect(connection.answer(.settled) == [.holds(.extend([AckID("r12")], by: .seconds(60)))])
        let text = connection.answer(.settled).text
        #expect(text.contains(#""Successful":[{"Id":"a"},{"Id":"c"}]"#))
        #expect(text.contains(#"{"Id":"b","SenderFault":true,"Code":"ReceiptHandleIsInvalid""#))
        #expect(text.contains(#"{"Id":"d","SenderFault":true,"Code":"InvalidParameterValue""#))
    }

    @Test("Questions about the queue are answered at once, and so is what names no delivery")
    mutating func atOnce() {
        let url = connection.fromClient(call("GetQueueUrl", #"{"QueueName": "orders"}"#))
        #expect(url.text.hasSuffix(#"{"QueueUrl":"http://127.0.0.1:4711/000000000000/orders"}"#))
        let attributes = connection.fromClient(
            call("GetQueueAttributes", #"{QUEUE, "AttributeNames": ["VisibilityTimeout"]}"#))
        #expect(attributes.text.hasSuffix(#"{"Attributes":{"VisibilityTimeout":"60"}}"#))
        #expect(connection.fromClient(call("ListQueues", "{}")).text.contains("/000000000000/orders\"]"))
        let stranger = connection.fromClient(call("DeleteMessage", #"{QUEUE, "ReceiptHandle": "AQEBxyz"}"#))
        #expect(stranger.status == 400)
        #expect(stranger.text.contains("x-amzn-query-error: ReceiptHandleIsInvalid;Sender"))
        #expect(connection.held == nil)
    }

    @Test(
        "What is refused is told of in one sentence",
        arguments: [
            (
                "ReceiveMessage", "{QUEUE}", "wrong", "orders",
                "POST / (AmazonSQS.ReceiveMessage) was answered with 403: InvalidClientTokenId: The security token included "
                    + "in the request is invalid; its access key is another than AWS_ACCESS_KEY_ID"
            ),
            (
                "ReceiveMessage", "{QUEUE}", "secret", "others",
                "POST / (AmazonSQS.ReceiveMessage) was answered with 400: AWS.SimpleQueueService.NonExistentQueue: The "
                    + "specified queue does not exist; there is the queue 'orders', whose address is QUEUE_URL"
            ),
            (
                "SendMessage", #"{QUEUE, "MessageBody": "b"}"#, "secret", "orders",
                "POST / (AmazonSQS.SendMessage) was answered with 400: AWS.SimpleQueueService.UnsupportedOperation: What is "
                    + "in this queue, and how it is set up, is a schedule's to decide"
            ),
        ])
    func told(action: String, body: String, key: String, queue: String, sentence: String) {
        var connection = connection
        guard case .refuses(let refused)? = connection.fromClient(call(action, body, key: key, queue: queue)).first
        else {
            Issue.record("it was not refused")
            return
        }
        #expect(refused.description == sentence)
        #expect(refused.hasToken == (key == "secret"))
    }

    @Test("The query protocol is answered in XML, also where it is refused")
    mutating func query() {
        let body = "Action=ReceiveMessage&MaxNumberOfMessages=2"
        let request =
            Request.bytes(
                """
                POST /000000000000/orders HTTP/1.1
                Content-Type: application/x-www-form-urlencoded; charset=utf-8
                Authorization: AWS4-HMAC-SHA256 Credential=secret/20260101/us-east-1/sqs/aws4_request, Signature=x
                Content-Length: \(body.utf8.count)


                """) + Array(body.utf8)
        #expect(connection.fromClient(request) == [.holds(.receive(batchSize: 2, waitFor: .zero))])
        #expect(connection.answer(.deliveries([])).text.contains("<ReceiveMessageResult></ReceiveMessageResult>"))
        let get = Request.bytes("GET /?Action=ListQueues HTTP/1.1\n\n")
        let refused = connection.fromClient(get)
        #expect(refused.status == 403)
        #expect(refused.text.contains("<Code>MissingAuthenticationToken</Code>"))
    }
}
