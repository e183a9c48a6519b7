/// Reads a message's body field by field; nil where it is too short.
struct MessageFields {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    /// Reads what stands behind a message's kind and length.
    init(ofMessage message: some Collection<UInt8>) { self.init(body: ArraySlice(message.dropFirst(5))) }

    init(body: ArraySlice<UInt8>) {
        bytes = body
        position = body.startIndex
    }

    var isAtEnd: Bool { position >= bytes.endIndex }

    mutating func byte() -> UInt8? { take(1)?.first }

    mutating func int16() -> Int? { take(2).map { Int($0.reduce(UInt16(0)) { $0 << 8 | UInt16($1) }) } }

    mutating func int32() -> Int32? { take(4).map { Int32(bitPattern: $0.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }) } }

    /// Text up to its NUL.
    mutating func text() -> String? {
        guard let end = bytes[position...].firstIndex(of: 0) else { return nil }
        defer { position = end + 1 }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= bytes.endIndex - position else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// What is left.
    var rest: ArraySlice<UInt8> { bytes[position...] }
}
