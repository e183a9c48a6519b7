/// Cuts a script into tokens exactly where psql does (`psqlscan.l`, standard_conforming_strings on).
package struct Lexer {
    let bytes: [UInt8]
    let lines: LineTable
    /// The next byte to read.
    var position = 0
    private var nesting = StatementNesting()

    package init(text: String, file: String) {
        bytes = Array(text.utf8)
        lines = LineTable(bytes: bytes, file: file)
        // psql skips a byte order mark.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// Forgets the open parentheses of the statement before: a new one starts.
    mutating func startStatement() { nesting = StatementNesting() }

    package func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    func byte(_ offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

    func error(at offset: Int, _ message: String, remedy: String? = nil) -> ScriptError {
        ScriptError(place: lines.place(at: offset), message: message, remedy: remedy)
    }

    /// Reads the next token.
    package mutating func next() throws(ScriptError) -> Token {
        try skipSpaceAndComments()
        let start = position
        guard let first = byte(position) else { return Token(kind: .end, range: start..<start) }
        let kind = try kind(startingWith: first)
        return Token(kind: kind, range: start..<position)
    }

    private mutating func kind(startingWith first: UInt8) throws(ScriptError) -> Token.Kind {
        switch first {
        case .quote:
            try skipString(escapes: false)
            return .string
        case .doubleQuote:
            try skipQuotedIdentifier()
            return .quotedIdentifier
        case .dollar: return try dollar()
        case .colon: return colon()
        case .backslash:
            position += 1
            return .backslash
        case UInt8(ascii: ";"):
            position += 1
            return nesting.endsStatement ? .semicolon : .other
        case UInt8(ascii: "("):
            position += 1
            nesting.parentheses += 1
            return .open
        case UInt8(ascii: ")"):
            position += 1
            nesting.parentheses = max(0, nesting.parentheses - 1)
            return .close
        case _ where first.startsIdentifier: return try word()
        case _ where first.isDigit:
            skipNumber()
            return .number
        default:
            position += 1
            return .other
        }
    }

    private mutating func word() throws(ScriptError) -> Token.Kind {
        let start = position
        while let next = byte(position), next.continuesIdentifier { position += 1 }
        if position == start + 1, bytes[start] | 0x20 == UInt8(ascii: "e"), byte(position) == .quote {
            try skipString(escapes: true)
            return .string
        }
        nesting.note(word: text(start..<position))
        return .word
    }

    /// Digits, and the one letter that psql takes with them (`1e5`, `12a`), lest `1e'…'` look like an E string.
    private mutating func skipNumber() {
        while let next = byte(position), next.isDigit { position += 1 }
        if let next = byte(position), next.startsIdentifier { position += 1 }
    }

    private mutating func dollar() throws(ScriptError) -> Token.Kind {
        if let next = byte(position + 1), next.isDigit {
            position += 1
            skipNumber()
            return .parameter
        }
        guard let delimiter = dollarDelimiter() else {
            position += 1
            return .other
        }
        try skipDollarString(delimiter)
        return .dollarString
    }

    private mutating func colon() -> Token.Kind {
        let next = byte(position + 1)
        if next == .colon || next == UInt8(ascii: "=") {
            position += 2
            return .other
        }
        if let reference = reference(at: position) {
            position = reference.end
            return .variable(reference.form, name: reference.name)
        }
        position += 1
        return .other
    }

    /// The mention of a variable that starts at `offset`, if one does.
    func reference(at offset: Int) -> (form: Reference.Form, name: String, end: Int)? {
        let (form, open, close): (Reference.Form, Int, UInt8?) =
            switch byte(offset + 1) {
            case .quote: (.literal, 2, .quote)
            case .doubleQuote: (.identifier, 2, .doubleQuote)
            case UInt8(ascii: "{") where byte(offset + 2) == UInt8(ascii: "?"): (.defined, 3, UInt8(ascii: "}"))
            default: (.splice, 1, nil)
            }
        let start = offset + open
        var end = start
        while let next = byte(end), next.isVariableCharacter { end += 1 }
        guard end > start, close == nil || byte(end) == close else { return nil }
        return (form, text(start..<end), close == nil ? end : end + 1)
    }
}
