internal import Bits

/// What has come over a connection of HTTP and has not been taken yet: by line, or by number.
struct HTTPBuffer: Sendable {
    static let headLimit = 32 << 10

    private var bytes: [UInt8] = []
    private var start = 0
    /// How far a line's end has been looked for in vain.
    private var searched = 0
    /// The bytes of this head's or trailer's lines.
    private var headSize = 0

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

    /// Another head or trailer begins, or a line by itself.
    mutating func beginHead() { headSize = 0 }

    /// The next line without its end, which is CR LF, or LF alone; nil if it is not all there.
    mutating func nextLine() throws(HTTPFailure) -> String? {
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

    /// Takes so many bytes, which must be there.
    mutating func take(_ count: Int) -> [UInt8] {
        defer {
            start += count
            searched = start
        }
        return Array(bytes[start..<start + count])
    }

    /// The size that a chunk's first line says.
    ///
    /// - Parameters:
    ///   - taken: The bytes of the body so far.
    ///   - limit: The most that a body may have.
    static func chunkSize(_ line: String, taken: Int, limit: Int) throws(HTTPFailure) -> Int {
        let digits = line.prefix { $0 != ";" && $0 != " " && $0 != "\t" }
        guard !digits.isEmpty, digits.utf8.count <= 15, digits.utf8.allSatisfy({ $0.hexadecimalDigit != nil }),
            let size = Int(digits, radix: 16)
        else { throw .malformed("a chunk's size is no number") }
        guard size <= limit - taken else { throw .bodyTooLarge(limit: limit) }
        return size
    }

    /// The length that headers tell of a body: nil where none does; one that does not fit is too large as well.
    static func length(_ fields: [HTTPRequest.Field]) throws(HTTPFailure) -> Int? {
        guard fields.count <= 1 else { throw .malformed("the body's length is told twice") }
        guard let text = fields.first?.value else { return nil }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            throw .malformed("the body's length is no number")
        }
        return Int(text) ?? .max
    }
}
