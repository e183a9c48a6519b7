import OrderedCollections
import Sequin
import TestSupport
import Testing

@testable import SQSWire

@Suite(.ownTime) struct SQSRequestTests {
    @Test("Both protocols ask for the same")
    func protocols() throws {
        let json = SQSHead.json("ReceiveMessage").read(
            """
            {"QueueUrl": "http://127.0.0.1:1/000000000000/q", "MaxNumberOfMessages": 3, "WaitTimeSeconds": 20,
             "VisibilityTimeout": 0, "AttributeNames": ["All"], "MessageAttributeNames": ["a.*"]}
            """)
        let form = SQSHead.form(path: "/000000000000/q").read(
            "Action=ReceiveMessage&Version=2012-11-05&MaxNumberOfMessages=3&WaitTimeSeconds=20&VisibilityTimeout=0"
                + "&AttributeName.1=All&MessageAttributeName.1=a.%2A")
        let expected = SQSCall.receive(
            SQSReceive(maximum: 3, wait: 20, visibility: 0, systemAttributes: ["All"], attributes: ["a.*"]))
        #expect(json.call == expected)
        #expect(form.call == expected)
        #expect(try json.get().queue == "q")
        #expect(try form.get().queue == "q")
    }

    @Test("A batch of the query protocol keeps its order and its attributes")
    func batch() {
        let entry = "SendMessageBatchRequestEntry"
        let form = SQSHead.form(query: [("Action", "SendMessageBatch"), ("QueueUrl", "q")]).read(
            "\(entry).10.Id=b&\(entry).10.MessageBody=two+2&\(entry).2.Id=a&\(entry).2.MessageBody=one"
                + "&\(entry).2.DelaySeconds=5&\(entry).2.MessageAttribute.1.Name=n"
                + "&\(entry).2.MessageAttribute.1.Value.DataType=String&\(entry).2.MessageAttribute.1.Value.StringValue=v"
        )
        #expect(
            form.call
                == .send([
                    SQSOutgoing(
                        id: "a", body: "one", delay: 5,
                        attributes: ["n": .object(["DataType": .string("String"), "StringValue": .string("v")])]),
                    SQSOutgoing(id: "b", body: "two 2"),
                ]))
    }

    @Test("Attributes of a queue are a map in both")
    func attributes() {
        let form = SQSHead.form().read(
            "Action=CreateQueue&QueueName=q.fifo&Attribute.1.Name=FifoQueue&Attribute.1.Value=true")
        #expect(form.call == .createQueue(["FifoQueue": "true"]))
        let json = SQSHead.json("CreateQueue").read(#"{"QueueName": "q", "Attributes": {"DelaySeconds": "1"}}"#)
        #expect(json.call == .createQueue(["DelaySeconds": "1"]))
    }

    @Test(
        "What is wrong has SQS's code",
        arguments: [
            ("ReceiveMessage", #"{"QueueUrl": "q", "MaxNumberOfMessages": 11}"#, "InvalidParameterValue"),
            ("ReceiveMessage", #"{"QueueUrl": "q", "MaxNumberOfMessages": 0}"#, "InvalidParameterValue"),
            ("ReceiveMessage", #"{"QueueUrl": "q", "WaitTimeSeconds": 21}"#, "InvalidParameterValue"),
            ("ReceiveMessage", #"{"QueueUrl": "q", "VisibilityTimeout": 43201}"#, "InvalidParameterValue"),
            ("ReceiveMessage", #"{"QueueUrl": "q", "MaxNumberOfMessages": "3"}"#, "MalformedInput"),
            ("ReceiveMessage", #"{"MaxNumberOfMessages": 3}"#, "MissingParameter"),
            ("ReceiveMessage", "[1]", "MalformedInput"), ("ReceiveMessage", "{", "MalformedInput"),
            ("Receive", "{}", "InvalidAction"), ("DeleteMessage", #"{"QueueUrl": "q"}"#, "MissingParameter"),
            ("ChangeMessageVisibility", #"{"QueueUrl": "q", "ReceiptHandle": "h"}"#, "MissingParameter"),
            (
                "ChangeMessageVisibility", #"{"QueueUrl": "q", "ReceiptHandle": "h", "VisibilityTimeout": -1}"#,
                "InvalidParameterValue"
            ),
            (
                "DeleteMessageBatch", #"{"QueueUrl": "q", "Entries": []}"#,
                "AWS.SimpleQueueService.EmptyBatchRequest"
            ),
            (
                "DeleteMessageBatch",
                #"{"QueueUrl": "q", "Entries": [{"Id": "a", "ReceiptHandle": "h"}, {"Id": "a", "ReceiptHandle": "h"}]}"#,
                "AWS.SimpleQueueService.BatchEntryIdsNotDistinct"
            ),
            (
                "DeleteMessageBatch", #"{"QueueUrl": "q", "Entries": [{"Id": "a b", "ReceiptHandle": "h"}]}"#,
                "AWS.SimpleQueueService.InvalidBatchEntryId"
            ),
            ("SendMessage", #"{"QueueUrl": "q"}"#, "MissingParameter"),
            ("SendMessage", #"{"QueueUrl": "q", "MessageBody": ""}"#, "MissingParameter"),
            ("SendMessage", #"{"QueueUrl": "q", "MessageBody": "\u0001"}"#, "InvalidMessageContents"),
            (
                "SendMessage",
                #"{"QueueUrl": "q", "MessageBody": "b", "MessageAttributes": {"n": {"DataType": "Int"}}}"#,
                "InvalidParameterValue"
            ),
        ])
    func wrong(action: String, body: String, code: String) {
        #expect(SQSHead.json(action).read(body).code == code)
    }

    @Test("Eleven entries are too many, and so is more than a megabyte")
    func tooMuch() {
        let entries = (0..<11).map { #"{"Id": "\#($0)", "ReceiptHandle": "h"}"# }.joined(separator: ",")
        let many = SQSHead.json("DeleteMessageBatch").read(#"{"QueueUrl": "q", "Entries": [\#(entries)]}"#)
        #expect(many.code == "AWS.SimpleQueueService.TooManyEntriesInBatchRequest")
        let half = String(repeating: "x", count: 600_000)
        let long = SQSHead.json("SendMessageBatch").read(
            """
            {"QueueUrl": "q", "Entries": [{"Id": "a", "MessageBody": "\(half)"}, {"Id": "b", "MessageBody": "\(half)"}]}
            """)
        #expect(long.code == "AWS.SimpleQueueService.BatchRequestTooLong")
        let one = SQSHead.json("SendMessage").read(#"{"QueueUrl": "q", "MessageBody": "\#(half + half)"}"#)
        #expect(one.message?.contains("Message must be shorter than 1048576 bytes.") == true)
    }

    @Test("A form without a call, with an unknown one, and with a number that is none")
    func forms() {
        #expect(SQSHead.form().read("").code == "MissingAction")
        #expect(SQSHead.form().read("Action=Fly").code == "InvalidAction")
        #expect(
            SQSHead.form(path: "/0/q").read("Action=ReceiveMessage&MaxNumberOfMessages=x").code
                == "InvalidParameterValue")
        #expect(SQSHead.form().read("Action=ReceiveMessage").code == "MissingParameter")
    }

    @Test(
        "The access key is looked at, in a header or in the query",
        arguments: [
            ("AWS4-HMAC-SHA256 Credential=secret/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host", nil),
            ("AWS4-HMAC-SHA256 Credential=se/cret/20260101/us-east-1/sqs/aws4_request", "InvalidClientTokenId"),
            ("Bearer secret", "MissingAuthenticationToken"), (nil, "MissingAuthenticationToken"),
        ] as [(String?, String?)])
    func access(authorization: String?, code: String?) {
        func check(_ head: SQSHead, _ key: String) -> String? {
            do throws(SQSError) { try head.check(accessKey: key) } catch { return error.code }
            return nil
        }
        #expect(check(.json("ReceiveMessage", authorization: authorization), "secret") == code)
        let query = SQSHead.form(query: [("X-Amz-Credential", "a/b/20260101/us-east-1/sqs/aws4_request")])
        #expect(check(query, "a/b") == nil)
    }
}
