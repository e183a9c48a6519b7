internal import Bits

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

    static let headLimit = 32 << 10

    private let bodyLimit: Int
    private var state = State.head([])
    private var bytes: [UInt8] = []
    private var start = 0
    /// How far a line's end has been looked for in vain.
    private var searched = 0
    /// The bytes of this head's or trailer's lines.
    private var headSize = 0
    /// Whether the client wants to be told to go on before it sends a body.
    private var asksToContinue = false

    init(bodyLimit: Int) { self.bodyLimit = bodyLimit }

    /// Whether a request has begun, and is not all there.
    var isInsideRequest: Bool {
        if case .head(let lines) = state, lines.isEmpty { return start < bytes.count }
        return true
    }

    /// How many bytes wait.
    var count: Int { bytes.count - start }

    mutating func add(_ more: [UInt8]) {
        if start > 0 {
            bytes.removeFirst(start)
            searched -= start
            start = 0
        }
        bytes += more
    }

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
                guard let line = try nextLine() else { return nil }
                if try !takeHead(line, lines) { continue }
            case .body(var request, let length):
                guard count >= length else { return nil }
                asksToContinue = false
                request.body = take(length)
                return finish(request)
            case .chunkSize(let request):
                guard let line = try nextLine() else { return nil }
                let size = try chunkSize(line, request)
                state = size == 0 ? .trailer(request) : .chunk(request, left: size)
                headSize = 0
            case .chunk(var request, let left):
                let piece = take(min(left, count))
                guard !piece.isEmpty else { return nil }
                request.body += piece
                state = piece.count == left ? .chunkEnd(request) : .chunk(request, left: left - piece.count)
            case .chunkEnd(let request):
                guard let line = try nextLine() else { return nil }
                guard line.isEmpty else { throw .malformed("a chunk is longer than it says") }
                state = .chunkSize(request)
            case .trailer(let request):
                guard let line = try nextLine() else { return nil }
                if line.isEmpty { return finish(request) }
            }
        }
    }

    private mutating func finish(_ request: HTTPRequest) -> HTTPRequest {
        state = .head([])
        headSize = 0
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
        headSize = 0
        if let coding = codings.first {
            guard lengths.isEmpty else { throw .malformed("the body's length is told twice") }
            guard codings.count == 1, coding.value.lowercased() == "chunked" else { throw .coding }
            state = .chunkSize(request)
            return
        }
        guard lengths.count <= 1 else { throw .malformed("the body's length is told twice") }
        var length = 0
        if let text = lengths.first?.value {
            guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
                throw .malformed("the body's length is no number")
            }
            // One that does not fit is too large as well.
            length = Int(text) ?? .max
        }
        guard length <= bodyLimit else { throw .bodyTooLarge(limit: bodyLimit) }
        if length == 0 { asksToContinue = false }
        state = .body(request, length: length)
    }

    private func chunkSize(_ line: String, _ request: HTTPRequest) throws(HTTPFailure) -> Int {
        let digits = line.prefix { $0 != ";" && $0 != " " && $0 != "\t" }
        guard !digits.isEmpty, digits.utf8.count <= 15, digits.utf8.allSatisfy({ $0.hexadecimalDigit != nil }),
            let size = Int(digits, radix: 16)
        else { throw .malformed("a chunk's size is no number") }
        guard size <= bodyLimit - request.body.count else { throw .bodyTooLarge(limit: bodyLimit) }
        return size
    }

    /// The next line without its end, which is CR LF, or LF alone.
    private mutating func nextLine() throws(HTTPFailure) -> String? {
        guard let end = bytes[max(start, searched)...].firstIndex(of: 0x0A) else {
            searched = bytes.count
            guard headSize + count <= Self.headLimit else { throw .headTooLarge }
            return nil
        }
        headSize += end + 1 - start
        guard headSize <= Self.headLimit else { throw .headTooLarge }
        var line = bytes[start..<end]
        if line.last == 0x0D { line = line.dropLast() }
        start = end + 1
        searched = start
        guard !line.contains(0x0D), !line.contains(0) else { throw .malformed("a line has a CR or a NUL in it") }
        return String(decoding: line, as: UTF8.self)
    }

    private mutating func take(_ count: Int) -> [UInt8] {
        defer {
            start += count
            searched = start
        }
        return Array(bytes[start..<start + count])
    }
}
