/// A hash that is the same on every machine and in every process: FNV-1a, 64 bits.
struct Fingerprint {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }

    /// Adds a file. Lengths go in too, lest text move between a name and its content unseen.
    mutating func add(name: String, content: [UInt8]) {
        add("\(name.utf8.count):\(name):\(content.count):".utf8)
        add(content)
    }

    /// Sixteen hexadecimal digits.
    var text: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
