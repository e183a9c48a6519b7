/// A string as it is spelled in SQL, quotes and all.
struct QuotedText {
    /// Whether it is one string in several quotes: `'a'`, a line break, `'b'`.
    private(set) var isSpread = false
    /// Whether it has characters that are written as numbers, such as `\x63`.
    private(set) var hasNumericEscapes = false

    init(_ spelling: String) {
        let hasEscapes = spelling.first == "e" || spelling.first == "E"
        var rest = spelling.utf8.dropFirst(hasEscapes ? 2 : 1).dropLast()
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), hasEscapes {
                let escaped = rest.popFirst() ?? 0
                hasNumericEscapes = hasNumericEscapes || "xuU01234567".utf8.contains(escaped)
            } else if byte == UInt8(ascii: "'"), rest.popFirst() != UInt8(ascii: "'") {
                isSpread = true
            }
        }
    }
}
