import FakeSequin
import FakeSequinServer
import Sequin
import TestSupport
import Testing

/// Queues of SQS, over HTTP.
@Suite struct SQSTests {
    private func call(
        _ server: TestServer, _ action: String, _ body: String, key: String? = TestServer.token
    ) async throws -> RawAnswer {
        var head = "POST / HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\nX-Amz-Target: AmazonSQS.\(action)\r\n"
        if let key {
            head +=
                "Authorization: AWS4-HMAC-SHA256 Credential=\(key)/20260101/us-east-1/sqs/aws4_request, Signature=x\r\n"
        }
        head += "Content-Type: application/x-amz-json-1.0\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        return try await RawHTTP.exchange(head + body, port: server.port)
    }

    private func create(_ server: TestServer) async throws {
        let made = try await call(server, "CreateQueue", #"{"QueueName": "q"}"#)
        #expect(made.body == #"{"QueueUrl":"http://localhost:1/000000000000/q"}"#)
    }

    private func receive(_ server: TestServer, wait: Int = 0) async throws -> String {
        try await call(server, "ReceiveMessage", #"{"QueueUrl": "q", "WaitTimeSeconds": \#(wait)}"#).body
    }

    @Test func `a message is sent, received, and comes again when the clock says so`() async throws {
        try await withServer { server async throws in
            try await create(server)
            _ = try await call(server, "SendMessage", #"{"QueueUrl": "q", "MessageBody": "hello"}"#)
            #expect(try await receive(server).contains(#""Body":"hello""#))
            #expect(try await receive(server) == "{}")
            _ = try await server.send("POST", "/control/clock/advance", #"{"by": "30s"}"#)
            #expect(try await receive(server).contains(#""Body":"hello""#))
        }
    }

    @Test func `a receive that waits is served as soon as something is sent, or is visible again`() async throws {
        try await withServer { server async throws in
            try await create(server)
            async let waiting = receive(server, wait: 20)
            while await server.broker.queues.waiterCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
            _ = try await call(server, "SendMessage", #"{"QueueUrl": "q", "MessageBody": "hello"}"#)
            #expect(try await waiting.contains(#""Body":"hello""#))

            _ = try await server.send("POST", "/control/clock/advance", #"{"by": "15s"}"#)
            async let again = receive(server, wait: 20)
            while await server.broker.queues.waiterCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
            _ = try await server.send("POST", "/control/clock/advance", #"{"by": "15s"}"#)
            #expect(try await again.contains(#""Body":"hello""#))

            async let nothing = receive(server, wait: 2)
            while await server.broker.queues.waiterCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
            _ = try await server.send("POST", "/control/clock/advance", #"{"by": "2s"}"#)
            #expect(try await nothing == "{}")
        }
    }

    @Test func `without the token as access key there is nothing`() async throws {
        try await withServer { server async throws in
            for (key, type) in [("other", "UnrecognizedClientException"), (nil, "MissingAuthenticationTokenException")]
            {
                let answer = try await call(server, "ListQueues", "{}", key: key)
                #expect(answer.status == 403)
                #expect(answer.body.contains(type))
            }
        }
    }

    @Test func `the older protocol is answered in XML`() async throws {
        try await withServer { server async throws in
            try await create(server)
            let form = "Action=SendMessage&MessageBody=a%3Cb"
            let head = """
                POST /000000000000/q HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
                Authorization: AWS4-HMAC-SHA256 Credential=\(TestServer.token)/20260101/us-east-1/sqs/aws4_request\r\n\
                Content-Length: \(form.utf8.count)\r\n\r\n
                """
            let answer = try await RawHTTP.exchange(head + form, port: server.port)
            #expect(answer.status == 200)
            #expect(answer.head.contains("text/xml"))
            #expect(answer.body.contains("<SendMessageResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">"))
            #expect(answer.body.contains("<MD5OfMessageBody>"))
        }
    }

    @Test func `queues are named on the command line`() async throws {
        let program = try RunningProgram(
            "fake-sequin", ["--port", "0", "--token", "t", "--queue", "a", "--queue", "b.fifo"])
        let line = try #require(try await program.firstLine())
        let port = try #require(line.firstMatch(of: #/:(\d+)/$/#).flatMap { Int($0.1) })
        let list = """
            POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Amz-Target: AmazonSQS.ListQueues\r\n\
            Authorization: AWS4-HMAC-SHA256 Credential=t/20260101/us-east-1/sqs/aws4_request\r\n\
            Content-Length: 2\r\n\r\n{}
            """
        let answer = try await RawHTTP.exchange(list, port: port)
        #expect(answer.body == #"{"QueueUrls":["http://x/000000000000/a","http://x/000000000000/b.fifo"]}"#)
        program.signal(15)
        #expect(try await program.status() == 0)
        let wrong = try RunningProgram("fake-sequin", ["--port", "0", "--queue", "a b"])
        #expect(try await wrong.status() == 64)
    }
}
