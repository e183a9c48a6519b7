import Bits
import Simulation

/// Reads the bytes of a token.
struct TokenReader {
    /// Bytes that no token has.
    struct Torn: Error {}

    private var rest: ArraySlice<UInt8>
    private var known: [String] = []

    init(sealed bytes: [UInt8]) throws {
        guard bytes.count > 4, Array(bytes.suffix(4)) == Self.checksum(bytes.dropLast(4)) else { throw Torn() }
        rest = bytes.dropLast(4)
    }

    static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var sum = FNV1a<UInt32>()
        sum.add(bytes)
        return (0..<4).map { UInt8(truncatingIfNeeded: sum.value >> (8 * $0)) }
    }

    mutating func varying() throws -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            guard let byte = rest.popFirst() else { throw Torn() }
            number |= UInt64(byte & 0x7f) << UInt64(shift)
            if byte < 0x80 { return number }
        }
        throw Torn()
    }

    mutating func number() throws -> Int {
        guard let number = Int(exactly: try varying()) else { throw Torn() }
        return number
    }

    /// How many of something follow: never more than there are bytes.
    mutating func count() throws -> Int {
        let count = try number()
        guard count <= rest.count else { throw Torn() }
        return count
    }

    mutating func hash() throws -> String {
        guard rest.count >= 8 else { throw Torn() }
        let hash = rest.prefix(8).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        rest.removeFirst(8)
        return hash.hexadecimal
    }

    mutating func text() throws -> String {
        let number = try number()
        if number > 0 {
            guard number <= known.count else { throw Torn() }
            return known[number - 1]
        }
        let count = try count()
        guard let text = String(validating: rest.prefix(count), as: UTF8.self) else { throw Torn() }
        rest.removeFirst(count)
        known.append(text)
        return text
    }

    mutating func optional() throws -> String? { try number() == 0 ? nil : try text() }

    mutating func word<Word: RawRepresentable>(_: Word.Type) throws -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: try text()) else { throw Torn() }
        return word
    }

    mutating func choice() throws -> Choice {
        let worker = try number()
        let action = try word(Action.self)
        let records = try number()
        guard records <= rest.count + 1 else { throw Torn() }
        let names = try (0..<max(0, records - 1)).map { _ in try text() }
        let call = try optional()
        let row = try number()
        return Choice(
            action, worker: worker == 0 ? nil : worker, records: records == 0 ? nil : names, call: call,
            pausesAtRow: row == 0 ? nil : row)
    }
}
