/// A version of the protocol, as its numbers stand in a start-up packet.
struct ProtocolVersion: Hashable, Sendable {
    var major: Int
    var minor: Int

    init(_ number: Int32) {
        let number = UInt32(bitPattern: number)
        major = Int(number >> 16)
        minor = Int(number & 0xFFFF)
    }

    var number: Int32 { Int32(truncatingIfNeeded: major << 16 | minor) }

    /// Whether a cancel key may have more than 4 bytes.
    var hasLongKeys: Bool { minor >= 2 }

    /// The newest that is spoken here.
    static let newest = ProtocolVersion(3 << 16 | 2)

    // What stands in the version's place in other packets than a start-up.
    static let cancelRequest: Int32 = 80_877_102
    static let sslRequest: Int32 = 80_877_103
    static let gssRequest: Int32 = 80_877_104
}
