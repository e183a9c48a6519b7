/// Comments, strings and quoted identifiers, whose end has to be looked for.
extension Lexer {
    mutating func skipSpaceAndComments() throws(ScriptError) {
        while let next = byte(position) {
            if next.isSpace {
                position += 1
            } else if next == .dash, byte(position + 1) == .dash {
                while let next = byte(position), !next.isNewline { position += 1 }
            } else if next == .slash, byte(position + 1) == .star {
                try skipBlockComment()
            } else {
                return
            }
        }
    }

    private mutating func skipBlockComment() throws(ScriptError) {
        let start = position
        var depth = 0
        repeat {
            switch (byte(position), byte(position + 1)) {
            case (.slash, .star):
                depth += 1
                position += 2
            case (.star, .slash):
                depth -= 1
                position += 2
            case (nil, _): throw error(at: start, "this comment never ends", remedy: "close it with */")
            default: position += 1
            }
        } while depth > 0
    }

    /// A string, with the parts that continue it: `'a'`, a line break, `'b'` is one string.
    mutating func skipString(escapes: Bool) throws(ScriptError) {
        let start = position
        repeat {
            position += 1
            try skipToClosingQuote(.quote, escapes: escapes, openedAt: start)
        } while continuesOnLaterLine()
    }

    mutating func skipQuotedIdentifier() throws(ScriptError) {
        let start = position
        position += 1
        try skipToClosingQuote(.doubleQuote, escapes: false, openedAt: start)
    }

    private mutating func skipToClosingQuote(
        _ quote: UInt8, escapes: Bool, openedAt start: Int
    ) throws(ScriptError) {
        while let next = byte(position) {
            if next == .backslash && escapes {
                position += 2
            } else if next != quote {
                position += 1
            } else if byte(position + 1) == quote {
                position += 2
            } else {
                position += 1
                return
            }
        }
        let what = quote == .quote ? "string" : "quoted identifier"
        throw error(at: start, "this \(what) never ends", remedy: "close it with \(Character(UnicodeScalar(quote)))")
    }

    /// psql's `quotecontinue`: whitespace and `--` comments with at least one line break, then a quote.
    private mutating func continuesOnLaterLine() -> Bool {
        var offset = position
        var brokeLine = false
        while let next = byte(offset) {
            if next.isSpace {
                brokeLine = brokeLine || next.isNewline
                offset += 1
            } else if next == .dash, byte(offset + 1) == .dash {
                while let next = byte(offset), !next.isNewline { offset += 1 }
            } else {
                guard brokeLine, next == .quote else { return false }
                position = offset
                return true
            }
        }
        return false
    }

    /// The dollar-quote delimiter that starts here, if one does: `$$` or `$tag$`.
    func dollarDelimiter() -> [UInt8]? {
        var end = position + 1
        if let first = byte(end), first.startsIdentifier {
            while let next = byte(end), next.isVariableCharacter { end += 1 }
        }
        return byte(end) == .dollar ? Array(bytes[position...end]) : nil
    }

    mutating func skipDollarString(_ delimiter: [UInt8]) throws(ScriptError) {
        let start = position
        position += delimiter.count
        while position < bytes.count {
            if bytes[position] == .dollar, bytes[position...].starts(with: delimiter) {
                position += delimiter.count
                return
            }
            position += 1
        }
        let spelling = String(decoding: delimiter, as: UTF8.self)
        throw error(at: start, "this dollar-quoted string never ends", remedy: "close it with \(spelling)")
    }
}
