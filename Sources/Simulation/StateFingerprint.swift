import Bits

/// A hash of a world's whole state; equal states have equal fingerprints, and others practically never.
package struct StateFingerprint: Hashable, Sendable {
    private var high: UInt64 = 0xcbf2_9ce4_8422_2325
    private var low: UInt64 = 0x9e37_79b9_7f4a_7c15

    /// The fingerprint of nothing.
    package init() {}

    /// Adds a number.
    package mutating func add(_ value: UInt64) {
        high = (high ^ value) &* 0x0000_0100_0000_01b3
        high ^= high >> 29
        low = (low &+ value) &* 0xff51_afd7_ed55_8ccd
        low ^= low >> 33
    }

    /// Adds a number.
    package mutating func add(_ value: Int64) { add(UInt64(bitPattern: value)) }

    /// Adds all that another has been given.
    package mutating func add(_ other: StateFingerprint) {
        add(other.high)
        add(other.low)
    }

    /// Adds a text, and where it ends.
    package mutating func add(_ text: String) {
        var word: UInt64 = 0
        var count: UInt64 = 0
        for byte in text.utf8 {
            word = (word << 8) | UInt64(byte)
            count += 1
            if count & 7 == 0 { add(word) }
        }
        add(word)
        add(count)
    }

    /// Adds a text that may be missing.
    package mutating func add(orNil text: String?) {
        add(text == nil ? UInt64(0) : 1)
        if let text { add(text) }
    }
}

extension StateFingerprint: CustomStringConvertible {
    /// 32 hexadecimal digits.
    package var description: String {
        high.hexadecimal + low.hexadecimal
    }
}
