import TestSupport
import Testing

@testable import BrokerWire

/// What RFC 9112 asks of a client that reads answers.
@Suite(.ownTime) struct HTTPReplyTests {
    /// What comes of an answer, handed in so many bytes at a time.
    private func read(
        _ text: String, by size: Int = .max, ends: Bool = false, limit: Int = 100
    ) -> Result<HTTPReply, HTTPSilence>? {
        var reader = HTTPReplyReader(bodyLimit: limit)
        let bytes = Request.bytes(text)
        for start in stride(from: 0, to: bytes.count, by: min(size, bytes.count)) {
            #expect(reader.outcome == nil || start > 0)
            reader.fromServer(Array(bytes[start..<min(start + min(size, bytes.count), bytes.count)]))
        }
        if ends { reader.serverClosed() }
        return reader.outcome
    }

    @Test(
        "An answer is read, however it is cut",
        arguments: [
            ("HTTP/1.1 200 OK\nContent-Length: 2\n\nok", 200, "ok"), ("HTTP/1.1 204\n\n", 204, ""),
            ("HTTP/1.0 500 Internal Server Error\ncontent-length: 0\n\n", 500, ""),
            ("HTTP/1.1 304 \nContent-Length: 5\n\n", 304, ""),
            (
                "HTTP/1.1 200 OK\nTransfer-Encoding: Chunked\n\n2;x=y\nab\nA\n0123456789\n0\nTrailer: x\n\n", 200,
                "ab0123456789"
            ),
            (
                "HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early Hints\nLink: x\n\nHTTP/1.1 201 x\nContent-Length: 1\n\n!",
                201, "!"
            ),
            ("\nHTTP/1.1 200 OK\nContent-Length: 1\n\nabehind", 200, "a"),
        ], [1, 2, 7, Int.max])
    func reads(answer: (String, Int, String), size: Int) throws {
        let reply = try #require(try read(answer.0, by: size)?.get())
        #expect(reply == HTTPReply(status: answer.1, body: Array(answer.2.utf8)))
        #expect(reply.isSuccess == (answer.1 / 100 == 2))
    }

    @Test("A body without a length ends with the connection", arguments: [1, Int.max])
    func rest(size: Int) throws {
        #expect(read("HTTP/1.1 200 OK\n\nall of it", by: size) == nil)
        #expect(try read("HTTP/1.1 200 OK\n\nall of it", by: size, ends: true)?.get().body == Array("all of it".utf8))
        #expect(try read("HTTP/1.1 200 OK\n\n", by: size, ends: true)?.get().body == [])
    }

    @Test("A connection that ends too early leaves no answer", arguments: [1, Int.max])
    func early(size: Int) {
        for text in ["HTTP/1.1 200 OK\nContent-Length: 3\n\nab", "HTTP/1.1 200", "HTTP/1.1 200 OK\nA: b\n"]
            + ["HTTP/1.1 100 Continue\n\n", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nab\n0\n"]
        {
            #expect(
                read(text, by: size, ends: true)
                    == .failure(HTTPSilence(description: "a connection that ended inside the answer")), "\(text)")
        }
        var reader = HTTPReplyReader()
        reader.serverClosed()
        #expect(reader.outcome == .failure(HTTPSilence(description: "a connection that ended without an answer")))
    }

    @Test(
        "What cannot be read is said",
        arguments: [
            ("nonsense\n\n", "its first line is none"), ("HTTP/1.1 20 OK\n\n", "its status is no number"),
            ("HTTP/1.1 099 x\n\n", "its status is no number"), ("HTTP/1.1 600 x\n\n", "its status is no number"),
            ("HTTP/2.0 200 OK\n\n", "another version of HTTP"), ("HTTP/1.1 101 x\n\n", "goes over to another protocol"),
            ("HTTP/1.1 200 OK\na\n\n", "a header has no colon"),
            ("HTTP/1.1 200 OK\na: b\n c\n\n", "a header is folded"),
            ("HTTP/1.1 200 OK\nContent-Length: x\n\n", "the body's length is no number"),
            ("HTTP/1.1 200 OK\nContent-Length: 1\nContent-Length: 1\n\n", "told twice"),
            ("HTTP/1.1 200 OK\nContent-Length: 1\nTransfer-Encoding: chunked\n\n", "told twice"),
            ("HTTP/1.1 200 OK\nTransfer-Encoding: gzip\n\n", "another transfer coding"),
            ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nx\n", "a chunk's size is no number"),
            ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\nab\n", "a chunk is longer than it says"),
            ("HTTP/1.1 200 OK\nContent-Length: 101\n\n", "larger than 100 bytes"),
            ("HTTP/1.1 200 OK\nContent-Length: 99999999999999999999\n\n", "larger than 100 bytes"),
            ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nfff\n", "larger than 100 bytes"),
            ("HTTP/1.1 200 OK\n\n" + String(repeating: "x", count: 101), "larger than 100 bytes"),
            (String(repeating: "HTTP/1.1 100 x\n\n", count: 21), "again and again"),
            ("HTTP/1.1 200 OK\na: " + String(repeating: "x", count: HTTPBuffer.headLimit), "headers are larger"),
        ], [1, Int.max])
    func unreadable(answer: (String, String), size: Int) {
        guard case .failure(let silence)? = read(answer.0, by: size) else {
            Issue.record("it was read: \(answer.0.prefix(60))")
            return
        }
        #expect(silence.description.contains(answer.1), "\(silence)")
    }

    @Test("A POST has its length and its headers, and asks for the connection to be closed")
    func post() {
        var post = HTTPPost(path: "/hooks", body: Array("{}".utf8))
        post.headers = [("x-one", "1")]
        let text = """
            POST /hooks HTTP/1.1
            host: 127.0.0.1:81
            user-agent: converge
            content-type: application/json
            content-length: 2
            x-one: 1
            connection: close

            {}
            """
        #expect(post.bytes(port: 81) == Request.bytes(text))
    }
}
