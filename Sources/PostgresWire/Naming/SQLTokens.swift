/// A piece of SQL.
struct SQLToken: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// A key word or a name that is not quoted.
        case word
        /// A name in double quotes.
        case quotedName
        /// Text in quotes or dollars, or a number: a literal.
        case literal
        /// `$1`.
        case parameter
        case semicolon
        /// One byte of anything else.
        case other
    }

    var kind: Kind
    var range: Range<Int>
    /// Whether space or a comment stands before it.
    var isApart: Bool
}

/// Cuts SQL as a server gets it into tokens; as the server's `scan.l` does, with `standard_conforming_strings` on.
///
/// It takes anything: what has no end reaches to the end. Scripts have the lexer of `Syncer`, which knows psql's
/// variables and complains; this one sees other programs' SQL, which the server judges.
struct SQLTokens {
    let bytes: [UInt8]
    private(set) var tokens: [SQLToken] = []
    private var position = 0

    init(_ sql: String) {
        bytes = Array(sql.utf8)
        while true {
            let start = position
            skipSpaceAndComments()
            guard position < bytes.count else { break }
            let begin = position
            let kind = next()
            tokens.append(SQLToken(kind: kind, range: begin..<position, isApart: begin > start))
        }
    }

    func text(_ token: SQLToken) -> String { String(decoding: bytes[token.range], as: UTF8.self) }

    /// A word in lower case; nil for any other token.
    func word(_ token: SQLToken) -> String? { token.kind == .word ? text(token).lowercased() : nil }

    private func byte(_ offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func next() -> SQLToken.Kind {
        let first = bytes[position]
        switch first {
        case UInt8(ascii: "'"):
            skipQuoted(first, escapes: false)
            return .literal
        case UInt8(ascii: "\""):
            skipQuoted(first, escapes: false)
            return .quotedName
        case UInt8(ascii: "$"): return dollar()
        case UInt8(ascii: ";"):
            position += 1
            return .semicolon
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            position += 1
            guard let digit = byte(position), digit.isDigit, first == UInt8(ascii: ".") || startsOperand else {
                return .other
            }
            skipNumber()
            return .literal
        case _ where first.isDigit:
            skipNumber()
            return .literal
        case _ where first.isWordByte: return word()
        default:
            position += 1
            return .other
        }
    }

    /// Whether a sign here belongs to the number behind it, since nothing stands in front that it could be added to.
    private var startsOperand: Bool {
        guard let last = tokens.last else { return true }
        switch last.kind {
        case .literal, .parameter, .quotedName: return false
        case .word: return Self.wordsBeforeOperands.contains(text(last).lowercased())
        case .semicolon: return true
        case .other:
            return bytes[last.range.lowerBound] != UInt8(ascii: ")")
                && bytes[last.range.lowerBound] != UInt8(ascii: "]")
        }
    }

    private static let wordsBeforeOperands: Set<String> = [
        "and", "between", "by", "case", "else", "in", "limit", "not", "offset", "or", "return", "returning", "select",
        "set", "then", "values", "when", "where",
    ]

    private mutating func word() -> SQLToken.Kind {
        let start = position
        while let next = byte(position), next.isWordByte || next.isDigit || next == UInt8(ascii: "$") { position += 1 }
        let length = position - start
        // E'…', B'…', X'…', N'…', and U&'…'.
        if byte(position) == UInt8(ascii: "'"), length == 1, "ebxnEBXN".utf8.contains(bytes[start]) {
            skipQuoted(UInt8(ascii: "'"), escapes: bytes[start] | 0x20 == UInt8(ascii: "e"))
            return .literal
        }
        if length == 1, bytes[start] | 0x20 == UInt8(ascii: "u"), byte(position) == UInt8(ascii: "&"),
            let quote = byte(position + 1), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
        {
            position += 1
            skipQuoted(quote, escapes: false)
            return quote == UInt8(ascii: "'") ? .literal : .quotedName
        }
        return .word
    }

    private mutating func skipNumber() {
        while let next = byte(position) {
            if next.isDigit || next.isWordByte || next == UInt8(ascii: ".") {
                position += 1
            } else if next == UInt8(ascii: "+") || next == UInt8(ascii: "-"),
                bytes[position - 1] | 0x20 == UInt8(ascii: "e")
            {
                position += 1
            } else {
                break
            }
        }
    }

    private mutating func dollar() -> SQLToken.Kind {
        var end = position + 1
        if let digit = byte(end), digit.isDigit {
            while let next = byte(end), next.isDigit { end += 1 }
            position = end
            return .parameter
        }
        while let next = byte(end), next.isWordByte || (next.isDigit && end > position + 1) { end += 1 }
        guard byte(end) == UInt8(ascii: "$") else {
            position += 1
            return .other
        }
        let delimiter = bytes[position...end]
        position = end + 1
        while position < bytes.count, !bytes[position...].starts(with: delimiter) { position += 1 }
        position = min(bytes.count, position + delimiter.count)
        return .literal
    }

    /// Skips a quoted text. A quote that is doubled stands for itself.
    private mutating func skipQuoted(_ quote: UInt8, escapes: Bool) {
        position += 1
        while let next = byte(position) {
            position += 1
            if next == quote {
                guard byte(position) == quote else { return }
                position += 1
            } else if escapes, next == UInt8(ascii: "\\") {
                position = min(bytes.count, position + 1)
            }
        }
    }

    private mutating func skipSpaceAndComments() {
        while let next = byte(position) {
            if next.isSpace {
                position += 1
            } else if next == UInt8(ascii: "-"), byte(position + 1) == next {
                while let next = byte(position), next != 0x0A, next != 0x0D { position += 1 }
            } else if next == UInt8(ascii: "/"), byte(position + 1) == UInt8(ascii: "*") {
                skipComment()
            } else {
                return
            }
        }
    }

    /// Skips a comment, and those inside it.
    private mutating func skipComment() {
        var depth = 0
        while position < bytes.count {
            switch (bytes[position], byte(position + 1)) {
            case (UInt8(ascii: "/"), UInt8(ascii: "*")?):
                depth += 1
                position += 2
            case (UInt8(ascii: "*"), UInt8(ascii: "/")?):
                depth -= 1
                position += 2
                if depth == 0 { return }
            default: position += 1
            }
        }
    }
}

extension UInt8 {
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    /// Whether a word may start with it: a letter, an underscore, anything beyond ASCII.
    var isWordByte: Bool { (self | 0x20 >= 0x61 && self | 0x20 <= 0x7A) || self == 0x5F || self >= 0x80 }
    /// Whether the server's scanner passes over it.
    var isSpace: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }
}
