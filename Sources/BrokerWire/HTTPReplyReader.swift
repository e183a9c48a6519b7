/// What a server answers to a request of HTTP/1.1, whole.
package struct HTTPReply: Hashable, Sendable {
    /// Such as 200.
    package var status: Int
    package var body: [UInt8]

    /// Whether it says that the request has been served.
    package var isSuccess: Bool { (200..<300).contains(status) }

    /// Creates an answer.
    package init(status: Int, body: [UInt8] = []) {
        self.status = status
        self.body = body
    }
}

/// Why there is no answer to a request.
package struct HTTPSilence: Error, Hashable, Sendable, CustomStringConvertible {
    /// What came instead, such as `a connection that ended without an answer`.
    package let description: String

    /// Creates a reason.
    package init(description: String) { self.description = description }
}

/// Reads the answer to the only request on a connection, as RFC 9112 has it.
///
/// It has no socket: its owner hands in what has come. What comes behind the answer is passed over.
package struct HTTPReplyReader: Sendable {
    /// What comes next.
    private enum State: Sendable {
        case head([String])
        case body(left: Int)
        case chunkSize
        case chunk(left: Int)
        case chunkEnd
        case trailer
        /// Until the connection ends.
        case rest
    }

    private let bodyLimit: Int
    private var buffer = HTTPBuffer()
    private var state = State.head([])
    private var reply = HTTPReply(status: 0)
    private var hasBegun = false
    /// What has come of it; nil as long as the answer is not all there.
    package private(set) var outcome: Result<HTTPReply, HTTPSilence>?

    /// More answers than this of the kind that only says that another will come are no conversation.
    private static let mostInterim = 20
    private var interim = 0

    /// - Parameter bodyLimit: The longest body, in bytes.
    package init(bodyLimit: Int = 8_000_000) { self.bodyLimit = bodyLimit }

    /// Takes what the server has sent.
    package mutating func fromServer(_ bytes: [UInt8]) {
        guard outcome == nil, !bytes.isEmpty else { return }
        hasBegun = true
        buffer.add(bytes)
        do throws(HTTPFailure) {
            while outcome == nil, try advance() {}
        } catch {
            outcome = .failure(HTTPSilence(description: error.clause))
        }
    }

    /// The server has closed the connection, or is gone.
    package mutating func serverClosed() {
        guard outcome == nil else { return }
        if case .rest = state { return finish() }
        outcome = .failure(
            HTTPSilence(
                description: hasBegun
                    ? "a connection that ended inside the answer" : "a connection that ended without an answer"))
    }

    private mutating func finish() { outcome = .success(reply) }

    /// - Returns: Whether more may follow from what is there.
    private mutating func advance() throws(HTTPFailure) -> Bool {
        switch state {
        case .head(let lines):
            guard let line = try buffer.nextLine() else { return false }
            if !line.isEmpty {
                guard line.first != " ", line.first != "\t" else { throw .malformed("a header is folded") }
                state = .head(lines + [line])
            } else if !lines.isEmpty {
                buffer.beginHead()
                try begin(lines)
            }
        case .body(let left): try takeBody(left) { $0 == 0 ? nil : .body(left: $0) }
        case .chunkSize:
            guard let line = try buffer.nextLine() else { return false }
            let size = try HTTPBuffer.chunkSize(line, taken: reply.body.count, limit: bodyLimit)
            state = size == 0 ? .trailer : .chunk(left: size)
            buffer.beginHead()
        case .chunk(let left): try takeBody(left) { $0 == 0 ? .chunkEnd : .chunk(left: $0) }
        case .chunkEnd:
            guard let line = try buffer.nextLine() else { return false }
            guard line.isEmpty else { throw .malformed("a chunk is longer than it says") }
            state = .chunkSize
        case .trailer:
            guard let line = try buffer.nextLine() else { return false }
            if line.isEmpty { finish() }
        case .rest:
            guard buffer.count <= bodyLimit - reply.body.count else { throw .bodyTooLarge(limit: bodyLimit) }
            reply.body += buffer.take(buffer.count)
            return false
        }
        return outcome == nil && (buffer.count > 0 || isWithoutBody)
    }

    private var isWithoutBody: Bool { if case .body(left: 0) = state { true } else { false } }

    /// Takes what is there of a part of the body.
    ///
    /// - Parameter next: What comes then, by how much is left; nil for nothing.
    private mutating func takeBody(_ left: Int, _ next: (Int) -> State?) throws(HTTPFailure) {
        let piece = buffer.take(min(left, buffer.count))
        reply.body += piece
        if let next = next(left - piece.count) { state = next } else { finish() }
    }

    private mutating func begin(_ lines: [String]) throws(HTTPFailure) {
        let words = lines[0].split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count >= 2, words[0].hasPrefix("HTTP/") else { throw .malformed("its first line is none") }
        guard words[0] == "HTTP/1.1" || words[0] == "HTTP/1.0" else { throw .version }
        guard words[1].utf8.count == 3, words[1].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let status = Int(words[1]), (100..<600).contains(status)
        else { throw .malformed("its status is no number from 100 to 599") }
        var headers: [HTTPRequest.Field] = []
        for line in lines.dropFirst() { headers.append(try HTTPRequest.Field(line)) }
        if status < 200 {
            guard status != 101 else { throw .malformed("it goes over to another protocol") }
            interim += 1
            guard interim <= Self.mostInterim else { throw .malformed("it says again and again that more will come") }
            state = .head([])
            return
        }
        reply.status = status
        state = try body(of: status, headers)
    }

    /// How long the body is: RFC 9112, 6.3.
    private func body(of status: Int, _ headers: [HTTPRequest.Field]) throws(HTTPFailure) -> State {
        if status == 204 || status == 304 { return .body(left: 0) }
        let codings = headers.filter { $0.name == "transfer-encoding" }
        let lengths = headers.filter { $0.name == "content-length" }
        if let coding = codings.first {
            guard lengths.isEmpty else { throw .malformed("the body's length is told twice") }
            guard codings.count == 1, coding.value.lowercased() == "chunked" else { throw .coding }
            return .chunkSize
        }
        guard let length = try HTTPBuffer.length(lengths) else { return .rest }
        guard length <= bodyLimit else { throw .bodyTooLarge(limit: bodyLimit) }
        return .body(left: length)
    }
}

extension HTTPFailure {
    /// An answer with which this is wrong.
    fileprivate var clause: String {
        switch self {
        case .malformed(let problem): "an answer that cannot be read: \(problem)"
        case .headTooLarge: "an answer whose headers are larger than \(HTTPBuffer.headLimit) bytes"
        case .bodyTooLarge(let limit): "an answer whose body is larger than \(limit) bytes"
        case .coding: "an answer with another transfer coding than `chunked`"
        case .version: "an answer of another version of HTTP than 1.1 and 1.0"
        }
    }
}
