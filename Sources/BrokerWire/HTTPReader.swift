/// Cuts what a client sends into requests, as RFC 9112 has them.
struct HTTPReader: Sendable {
    /// What comes next.
    private enum State: Sendable {
        case head([String])
        case body(HTTPRequest, length: Int)
        case chunkSize(HTTPRequest)
        case chunk(HTTPRequest, left: Int)
        case chunkEnd(HTTPRequest)
        case trailer(HTTPRequest)
    }

    private let bodyLimit: Int
    private var state = State.head([])
    private var buffer = HTTPBuffer()
    /// Whether the client wants to be told to go on before it sends a body.
    private var asksToContinue = false

    init(bodyLimit: Int) { self.bodyLimit = bodyLimit }

    /// Whether a request has begun, and is not all there.
    var isInsideRequest: Bool {
        if case .head(let lines) = state, lines.isEmpty { return buffer.count > 0 }
        return true
    }

    /// How many bytes wait.
    var count: Int { buffer.count }

    mutating func add(_ more: [UInt8]) { buffer.add(more) }

    /// Whether to tell the client to go on; once.
    mutating func takeContinue() -> Bool {
        defer { asksToContinue = false }
        return asksToContinue
    }

    /// The next request; nil if it is not all there.
    mutating func next() throws(HTTPFailure) -> HTTPRequest? {
        while true {
            switch state {
            case .head(let lines):
                guard let line = try buffer.nextLine() else { return nil }
                if try !takeHead(line, lines) { continue }
            case .body(var request, let length):
                guard buffer.count >= length else { return nil }
                asksToContinue = false
                request.body = buffer.take(length)
                return finish(request)
            case .chunkSize(let request):
                guard let line = try buffer.nextLine() else { return nil }
                let size = try HTTPBuffer.chunkSize(line, taken: request.body.count, limit: bodyLimit)
                state = size == 0 ? .trailer(request) : .chunk(request, left: size)
                buffer.beginHead()
            case .chunk(var request, let left):
                let piece = buffer.take(min(left, buffer.count))
                guard !piece.isEmpty else { return nil }
                request.body += piece
                state = piece.count == left ? .chunkEnd(request) : .chunk(request, left: left - piece.count)
            case .chunkEnd(let request):
                guard let line = try buffer.nextLine() else { return nil }
                guard line.isEmpty else { throw .malformed("a chunk is longer than it says") }
                state = .chunkSize(request)
            case .trailer(let request):
                guard let line = try buffer.nextLine() else { return nil }
                if line.isEmpty { return finish(request) }
            }
        }
    }

    private mutating func finish(_ request: HTTPRequest) -> HTTPRequest {
        state = .head([])
        buffer.beginHead()
        return request
    }

    /// - Returns: Whether the head has ended.
    private mutating func takeHead(_ line: String, _ lines: [String]) throws(HTTPFailure) -> Bool {
        guard line.isEmpty else {
            // A line that goes on with the one before is long forbidden, and read differently by everyone.
            guard line.first != " ", line.first != "\t" else { throw .malformed("a header is folded") }
            state = .head(lines + [line])
            return false
        }
        // Empty lines before a request are passed over.
        guard !lines.isEmpty else { return false }
        try begin(HTTPRequest(lines: lines))
        return true
    }

    /// Finds out how long the body is.
    private mutating func begin(_ request: HTTPRequest) throws(HTTPFailure) {
        let codings = request.headers.filter { $0.name == "transfer-encoding" }
        let lengths = request.headers.filter { $0.name == "content-length" }
        asksToContinue = request["expect"]?.lowercased() == "100-continue"
        buffer.beginHead()
        if let coding = codings.first {
            guard lengths.isEmpty else { throw .malformed("the body's length is told twice") }
            guard codings.count == 1, coding.value.lowercased() == "chunked" else { throw .coding }
            state = .chunkSize(request)
            return
        }
        let length = try HTTPBuffer.length(lengths) ?? 0
        guard length <= bodyLimit else { throw .bodyTooLarge(limit: bodyLimit) }
        if length == 0 { asksToContinue = false }
        state = .body(request, length: length)
    }
}
