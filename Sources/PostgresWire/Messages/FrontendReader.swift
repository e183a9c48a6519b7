/// A message that a client sent, with its kind and length.
struct FrontendMessage: Hashable, Sendable {
    /// The whole message.
    let bytes: [UInt8]

    /// Its first byte.
    var kind: UInt8 { bytes[0] }
}

/// Cuts what a client sends into messages.
struct FrontendReader: Sendable {
    /// Why it cannot go on.
    enum Failure: Error {
        /// A length that no message has.
        case malformed
        /// A message longer than the limit; it is not read.
        case tooLong
    }

    private var bytes: [UInt8] = []
    private var start = 0

    /// How many bytes wait for the rest of their message.
    var count: Int { bytes.count - start }

    mutating func add(_ more: [UInt8]) {
        if start == bytes.count {
            bytes = more
            start = 0
        } else {
            bytes.append(contentsOf: more)
        }
    }

    /// Forgets what waits.
    mutating func removeAll() {
        bytes = []
        start = 0
    }

    /// The next packet of a start-up, which has a length but no kind: what is behind its length. Nil if it is not all
    /// there yet.
    mutating func nextPacket(limit: Int) throws(Failure) -> ArraySlice<UInt8>? {
        guard let length = try length(at: start, limit: limit) else { return nil }
        guard length >= 8 else { throw .malformed }
        return take(length).map { $0.dropFirst(4) }
    }

    /// The next message. Nil if it is not all there yet.
    mutating func nextMessage(limit: Int) throws(Failure) -> FrontendMessage? {
        guard count >= 5, let length = try length(at: start + 1, limit: limit) else { return nil }
        return take(length + 1).map { FrontendMessage(bytes: Array($0)) }
    }

    private func length(at offset: Int, limit: Int) throws(Failure) -> Int? {
        guard offset + 4 <= bytes.count else { return nil }
        let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
        // The highest bit is a sign.
        guard length >= 4, length <= Int(Int32.max) else { throw .malformed }
        guard length <= limit else { throw .tooLong }
        return length
    }

    private mutating func take(_ length: Int) -> ArraySlice<UInt8>? {
        guard length <= count else { return nil }
        let message = bytes[start..<start + length]
        start += length
        defer {
            // Not for every message, lest a buffer of small ones be moved again and again.
            if start > 1 << 16 {
                bytes.removeFirst(start)
                start = 0
            }
        }
        return message
    }
}
