import TestSupport
import Testing

@testable import BrokerWire

/// What RFC 9112 asks of a server that reads requests.
@Suite(.ownTime) struct HTTPTests {
    private var connection = BrokerConnection.fresh
    private let line =
        "POST /api/http_pull_consumers/orders/receive HTTP/1.1\nAuthorization: Bearer secret\n"
        + "Content-Type: application/json\n"

    @Test("A connection is kept, unless the client or its version says otherwise")
    mutating func connections() {
        _ = connection.fromClient(Request.post("receive", "{}", headers: "Connection: Close\n"))
        let actions = connection.answer(.deliveries([]))
        #expect(actions.text.contains("connection: close"))
        #expect(actions.last == .closesClient)

        var old = BrokerConnection.fresh
        _ = old.fromClient(Request.bytes(line.replacing("1.1", with: "1.0") + "\n"))
        #expect(old.answer(.deliveries([])).last == .closesClient)
        var kept = BrokerConnection.fresh
        _ = kept.fromClient(Request.bytes(line.replacing("1.1", with: "1.0") + "Connection: keep-alive\n\n"))
        #expect(kept.answer(.deliveries([])).count == 1)
    }

    @Test("A body may come in chunks", arguments: [1, 1000])
    func chunks(size: Int) {
        var connection = connection
        let bytes = Request.bytes(
            line + "Transfer-Encoding: chunked\n\nB;note=x\n{\"batch_siz\n6\ne\": 2}\n0\nTrailer: x\n\n")
        var actions: [BrokerAction] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            actions += connection.fromClient(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        #expect(actions == [.holds(.receive(batchSize: 2, waitFor: .zero))])
    }

    @Test("A client that asks first is told to go on, once")
    mutating func continues() {
        let head = Request.bytes(line + "Expect: 100-continue\nContent-Length: 2\n\n")
        #expect(connection.fromClient(head) == [.toClient(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))])
        #expect(connection.fromClient(Array("{".utf8)) == [])
        #expect(connection.fromClient(Array("}".utf8)).count == 1)
        var whole = BrokerConnection.fresh
        #expect(whole.fromClient(head + Array("{}".utf8)) == [.holds(.receive(batchSize: 1, waitFor: .zero))])
    }

    @Test("Empty lines before a request, and lines that end without a CR, are taken")
    mutating func lenient() {
        #expect(connection.fromClient(Array(("\r\n\n" + line + "Content-Length: 0\n\n").utf8)).count == 1)
        #expect(connection.held != nil)
    }

    @Test("A proxy's form of the target is taken")
    mutating func absolute() {
        let path = "http://127.0.0.1:80/api/http_pull_consumers/orders/receive"
        #expect(connection.fromClient(Request.post("", "{}", path: path)).count == 1)
        #expect(connection.held != nil)
    }

    @Test(
        "What cannot be read is answered, and the connection ended",
        arguments: [
            ("nonsense\n\n", 400), ("GET  / HTTP/1.1\n\n", 400), ("GET / HTTP/1.1 x\n\n", 400),
            ("GET / HTTP/2.0\n\n", 505), ("GET * HTTP/1.1\n\n", 400), ("G(T / HTTP/1.1\n\n", 400),
            ("GET / HTTP/1.1\na\n\n", 400), ("GET / HTTP/1.1\na b: c\n\n", 400), ("GET / HTTP/1.1\na : c\n\n", 400),
            ("GET / HTTP/1.1\na: b\n c\n\n", 400), ("GET / HTTP/1.1\na: b\u{1}\n\n", 400),
            ("GET / HTTP/1.1\nContent-Length: x\n\n", 400), ("GET / HTTP/1.1\nContent-Length: -1\n\n", 400),
            ("GET / HTTP/1.1\nContent-Length: 1\nContent-Length: 2\n\n", 400),
            ("GET / HTTP/1.1\nContent-Length: 1\nTransfer-Encoding: chunked\n\n", 400),
            ("GET / HTTP/1.1\nContent-Length: 8000001\n\n", 413),
            ("GET / HTTP/1.1\nContent-Length: 99999999999999999999\n\n", 413),
            ("GET / HTTP/1.1\nTransfer-Encoding: gzip, chunked\n\n", 501),
            ("GET / HTTP/1.1\nTransfer-Encoding: chunked\n\nx\n", 400),
            ("GET / HTTP/1.1\nTransfer-Encoding: chunked\n\nffffffffffff\n", 413),
            ("GET / HTTP/1.1\nTransfer-Encoding: chunked\n\n1\nab\n", 400),
            ("GET / HTTP/1.1\na: " + String(repeating: "x", count: HTTPBuffer.headLimit), 431),
            (String(repeating: "a: b\n", count: 1 + HTTPBuffer.headLimit / 6), 431),
        ])
    func unreadable(text: String, status: Int) {
        var whole = connection
        let actions = whole.fromClient(Request.bytes(text))
        #expect(actions.status == status)
        #expect(actions.text.contains("connection: close"))
        #expect(actions.last == .closesClient)
        #expect(whole.fromClient(Request.post("receive", "{}")) == [])
        var cut = connection
        #expect(Request.bytes(text).flatMap { cut.fromClient([$0]) } == actions)
    }
}
