/// Text as XML 1.0 can hold it: no control character but tab and line breaks, no code point that is no character.
enum XMLText {
    static func clean(_ text: String) -> String {
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where isAllowed(scalar) { clean.append(scalar) }
        return String(clean)
    }

    /// As one line: what stands in an attribute.
    static func line(_ text: String) -> String {
        clean(text).split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    private static func isAllowed(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: true
        // Those of ISO 8859-1 are allowed, and move a terminal's cursor all the same.
        case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: false
        default: true
        }
    }
}
