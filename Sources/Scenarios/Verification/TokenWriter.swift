/// Writes the bytes of a token.
struct TokenWriter {
    private var bytes: [UInt8] = []
    private var known: [String: Int] = [:]

    /// A number, seven bits a byte, the lowest first. It must not be negative.
    mutating func add(_ number: Int) { add(varying: UInt64(max(0, number))) }

    mutating func add(varying number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// A hash: eight bytes.
    mutating func add(_ hash: UInt64) { bytes += (0..<8).map { UInt8(truncatingIfNeeded: hash >> (8 * $0)) } }

    /// A string: its number if it has one, else 0, its length and its bytes.
    mutating func add(_ text: String) {
        if let number = known[text] { return add(number) }
        known[text] = known.count + 1
        add(0)
        add(text.utf8.count)
        bytes += text.utf8
    }

    mutating func add(optional text: String?) {
        add(text == nil ? 0 : 1)
        if let text { add(text) }
    }

    mutating func add(_ choice: Choice) {
        add(choice.worker ?? 0)
        add(choice.action.rawValue)
        add(choice.records.map { $0.count + 1 } ?? 0)
        for record in choice.records ?? [] { add(record) }
        add(optional: choice.call)
        add(choice.pausesAtRow ?? 0)
    }

    /// The bytes with their checksum.
    func sealed() -> [UInt8] { bytes + TokenReader.checksum(bytes[...]) }
}
