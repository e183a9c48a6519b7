import Bits

/// A hash of files that is the same on every machine and in every process.
struct Fingerprint {
    private var hash = FNV1a<UInt64>()

    mutating func add(_ bytes: some Sequence<UInt8>) { hash.add(bytes) }

    /// Adds a file. Lengths go in too, lest text move between a name and its content unseen.
    mutating func add(name: String, content: [UInt8]) {
        add("\(name.utf8.count):\(name):\(content.count):".utf8)
        add(content)
    }

    /// Sixteen hexadecimal digits.
    var text: String { hash.value.hexadecimal }
}
