import OrderedCollections
import Sequin
import TestSupport
import Testing

@testable import SQSWire

/// Answers, byte by byte.
@Suite(.ownTime) struct SQSResponseTests {
    private let message = SQSMessage(
        id: "m1", handle: "h1", body: "a <b>\r\n", systemAttributes: ["ApproximateReceiveCount": "2", "SenderId": "s"],
        attributes: ["n": .object(["DataType": .string("Number"), "StringValue": .string("7")])])

    private func text(_ answer: SQSAnswer, _ head: SQSHead, _ body: String) throws -> String {
        let response = SQSResponse(answer, to: try head.request(body: Array(body.utf8)), id: "r")
        return "\(response.status) " + String(decoding: response.body, as: UTF8.self)
    }

    @Test("A receive in JSON has what was asked for, and the digests")
    func receiveJSON() throws {
        let plain = try text(.messages([message]), .json("ReceiveMessage"), #"{"QueueUrl": "q"}"#)
        #expect(
            plain
                == #"200 {"Messages":[{"MessageId":"m1","ReceiptHandle":"h1","MD5OfBody":"ae1351fc8664b983841ce92de3d02df7","#
                + #""Body":"a <b>\r\n"}]}"#)
        let all = try text(
            .messages([message]), .json("ReceiveMessage"),
            #"{"QueueUrl": "q", "MessageSystemAttributeNames": ["SenderId"], "MessageAttributeNames": ["All"]}"#)
        #expect(all.contains(#""Attributes":{"SenderId":"s"},"MD5OfMessageAttributes":"#))
        #expect(all.contains(#""MessageAttributes":{"n":{"DataType":"Number","StringValue":"7"}}"#))
        #expect(try text(.messages([]), .json("ReceiveMessage"), #"{"QueueUrl": "q"}"#) == "200 {}")
    }

    @Test("A receive in XML")
    func receiveXML() throws {
        let xml = try text(
            .messages([message]), .form(path: "/0/q"),
            "Action=ReceiveMessage&AttributeName.1=ApproximateReceiveCount&MessageAttributeName.1=n")
        #expect(
            xml == """
                200 <?xml version="1.0"?>
                <ReceiveMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><ReceiveMessageResult><Message>\
                <MessageId>m1</MessageId><ReceiptHandle>h1</ReceiptHandle>\
                <MD5OfBody>ae1351fc8664b983841ce92de3d02df7</MD5OfBody><Body>a &lt;b&gt;&#xD;
                </Body><Attribute><Name>ApproximateReceiveCount</Name><Value>2</Value></Attribute>\
                <MD5OfMessageAttributes>3a734e6fc44468814b287b503a526bff</MD5OfMessageAttributes>\
                <MessageAttribute><Name>n</Name><Value><DataType>Number</DataType><StringValue>7</StringValue></Value>\
                </MessageAttribute></Message></ReceiveMessageResult><ResponseMetadata><RequestId>r</RequestId>\
                </ResponseMetadata></ReceiveMessageResponse>
                """)
    }

    @Test("What came of a batch's entries, in both")
    func batch() throws {
        let entries = SQSAnswer.entries([SQSEntryAnswer(id: "a"), SQSEntryAnswer(id: "b", error: .invalidHandle("h"))])
        let body =
            #"{"QueueUrl": "q", "Entries": [{"Id": "a", "ReceiptHandle": "g"}, {"Id": "b", "ReceiptHandle": "h"}]}"#
        #expect(
            try text(entries, .json("DeleteMessageBatch"), body)
                == #"200 {"Successful":[{"Id":"a"}],"Failed":[{"Id":"b","SenderFault":true,"Code":"ReceiptHandleIsInvalid","#
                + #""Message":"The input receipt handle \"h\" is not a valid receipt handle."}]}"#)
        let entry = "DeleteMessageBatchRequestEntry"
        let xml = try text(
            entries, .form(path: "/0/q"),
            "Action=DeleteMessageBatch&\(entry).1.Id=a&\(entry).1.ReceiptHandle=g&\(entry).2.Id=b&\(entry).2.ReceiptHandle=h"
        )
        #expect(
            xml.contains(
                "<DeleteMessageBatchResult><DeleteMessageBatchResultEntry><Id>a</Id></DeleteMessageBatchResultEntry>"
                    + "<BatchResultErrorEntry><Id>b</Id><SenderFault>true</SenderFault><Code>ReceiptHandleIsInvalid</Code>"
            ))
    }

    @Test("A call that is not a batch fails as a whole, and one without a result says so")
    func single() throws {
        let failed = SQSAnswer.entries([SQSEntryAnswer(id: "", error: .invalidHandle("h"))])
        let body = #"{"QueueUrl": "q", "ReceiptHandle": "h"}"#
        #expect(
            try text(failed, .json("DeleteMessage"), body)
                == #"400 {"__type":"com.amazonaws.sqs#ReceiptHandleIsInvalid","#
                + #""message":"The input receipt handle \"h\" is not a valid receipt handle."}"#)
        #expect(try text(.entries([SQSEntryAnswer(id: "")]), .json("DeleteMessage"), body) == "200 {}")
        let xml = try text(.done, .form(path: "/0/q"), "Action=PurgeQueue")
        #expect(xml.hasSuffix("<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PurgeQueueResponse>"))
        #expect(!xml.contains("PurgeQueueResult"))
    }

    @Test("Errors: both codes in JSON, one in XML")
    func errors() {
        let json = SQSResponse(.noQueue, .json, id: "r")
        #expect(json.status == 400)
        #expect(
            json.fields.map { "\($0.name): \($0.value)" } == [
                "content-type: application/x-amz-json-1.0", "x-amzn-requestid: r",
                "x-amzn-query-error: AWS.SimpleQueueService.NonExistentQueue;Sender",
            ])
        #expect(
            String(decoding: json.body, as: UTF8.self)
                == #"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."}"#)
        let xml = SQSResponse(.noQueue, .query, id: "r")
        #expect(xml.fields.map(\.value) == ["text/xml", "r"])
        #expect(
            String(decoding: xml.body, as: UTF8.self) == """
                <?xml version="1.0"?>
                <ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><Error><Type>Sender</Type>\
                <Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified queue does not exist.</Message>\
                <Detail/></Error><RequestId>r</RequestId></ErrorResponse>
                """)
        #expect(SQSResponse(.unavailable, .json, id: "r").fields.last?.value == "ServiceUnavailable;Receiver")
    }

    @Test("A receipt handle is its queue's alone, and cannot be made up")
    func handles() {
        let handles = SQSReceiptHandles(scope: "one")
        let handle = handles.handle(of: "r12")
        #expect(handles.id(in: handle) == "r12")
        #expect(SQSReceiptHandles(scope: "two").id(in: handle) == nil)
        for wrong in [
            "", "AQEB", String(handle.dropLast()), handle + "00", handle.replacing("AQEB", with: "AQEA"), "r12",
        ] {
            #expect(handles.id(in: wrong) == nil, "\(wrong)")
        }
    }
}
