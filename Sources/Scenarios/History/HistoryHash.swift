import Bits

/// A hash of a history: of names, numbers and what the server answered, and of no sentence.
struct HistoryHash {
    private var hash = FNV1a<UInt64>()

    /// Adds a name, and where it ends.
    mutating func add(_ name: String) {
        hash.add(name.utf8)
        hash.add(0xff)
    }

    /// Adds numbers.
    mutating func add(_ numbers: Int...) {
        for number in numbers {
            let bits = UInt64(bitPattern: Int64(number))
            for shift in stride(from: 0, to: 64, by: 8) { hash.add(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }
        }
    }

    /// Adds names, and how many there are.
    mutating func add(_ names: [String]) {
        add(names.count)
        for name in names { add(name) }
    }

    /// Adds a name that may be missing.
    mutating func add(orNil name: String?) {
        add(name == nil ? 0 : 1)
        if let name { add(name) }
    }

    /// Sixteen hexadecimal digits.
    var text: String { hash.value.hexadecimal }
}
