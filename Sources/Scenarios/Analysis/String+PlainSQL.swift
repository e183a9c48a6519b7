extension String {
    /// Whether a byte is in it, wherever: quickly, since this is asked at each choice of a run.
    func mentions(_ byte: UInt8) -> Bool {
        utf8.withContiguousStorageIfAvailable { $0.contains(byte) } ?? utf8.contains(byte)
    }

    /// Whether there is plainly nothing in it but words, numbers, parameters, operators, and strings and names in
    /// quotes: one statement without comments or escapes, and without the word `into`. Then nothing is hidden.
    var isPlainSQL: Bool {
        let into = Array("into".utf8)
        // How much of it has just been read.
        var matched = 0
        var last: UInt8 = 0
        var quote: UInt8?
        for byte in utf8 {
            if let open = quote {
                if byte == open { quote = nil }
            } else {
                switch byte {
                case .quote, .doubleQuote:
                    // A letter before it may change what the string means.
                    if last.isLetter { return false }
                    quote = byte
                case UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "\\"), 0x80...: return false
                case UInt8(ascii: "-") where last == byte, UInt8(ascii: "*") where last == UInt8(ascii: "/"):
                    return false
                case _ where last == UInt8(ascii: "$") && !byte.isDigit: return false
                case _ where last.isDigit && byte.isLetter: return false
                default: break
                }
                let letter = byte | 0x20
                matched = letter == into[matched] ? matched + 1 : letter == into[0] ? 1 : 0
                if matched == into.count { return false }
            }
            last = byte
        }
        return quote == nil && last != UInt8(ascii: "$")
    }
}

extension UInt8 {
    fileprivate static let quote = UInt8(ascii: "'")
    fileprivate static let doubleQuote = UInt8(ascii: "\"")

    /// Whether it is one of the 26 letters.
    var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
