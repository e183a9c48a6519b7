/// A placeholder as programming languages write it: `?`, `%s`, `%(name)s` or `@name`. Postgres takes it for an operator.
struct ForeignPlaceholder {
    private let spelling: String
    /// What it names; nil where it names nothing.
    private let name: String?
    private let place: Place

    /// What is wrong, and what to write instead.
    var error: ScriptError {
        ScriptError(
            place: place, message: "\(spelling) is no placeholder in psql", remedy: "write :'\(name ?? "name")'")
    }

    /// Finds the one at which Postgres has refused a statement; nil if there is none there.
    ///
    /// - Parameter refusal: Where Postgres has stopped reading: at the placeholder, or at what follows it.
    init?(in statement: ScriptStatement, at refusal: Place) {
        let text = statement.template.spelling
        var lexer = Lexer(text: text, file: statement.place.file)
        var tokens: [Token] = []
        while let token = try? lexer.next(), token.kind != .end { tokens.append(token) }
        func place(_ offset: Int) -> Place {
            var place = lexer.lines.place(at: offset)
            if place.line == 1 { place.column += statement.place.column - 1 }
            place.line += statement.place.line - 1
            return place
        }
        for index in tokens.indices {
            guard let found = Self.placeholder(at: index, of: tokens, in: lexer) else { continue }
            let start = place(tokens[index].range.lowerBound)
            let next = index + found.length
            let end = place(tokens.indices.contains(next) ? tokens[next].range.lowerBound : text.utf8.count)
            guard !refusal.precedes(start), !end.precedes(refusal) else { continue }
            (spelling, name, self.place) = (found.spelling, found.name, start)
            return
        }
        return nil
    }

    private static func placeholder(
        at index: Int, of tokens: [Token], in lexer: Lexer
    ) -> (spelling: String, name: String?, length: Int)? {
        func text(_ offset: Int) -> String {
            tokens.indices.contains(index + offset) ? lexer.text(tokens[index + offset].range).lowercased() : ""
        }
        func touches(_ offset: Int) -> Bool {
            tokens.indices.contains(index + offset)
                && tokens[index + offset - 1].range.upperBound == tokens[index + offset].range.lowerBound
        }
        func isWord(_ offset: Int) -> Bool {
            tokens.indices.contains(index + offset) && tokens[index + offset].kind == .word
        }
        guard tokens[index].kind == .other else { return nil }
        // Behind a value it is an operator.
        guard ["(", ",", "=", "<", ">", "limit", "offset", "values", "any", "in"].contains(text(-1)) else { return nil }
        switch text(0) {
        case "?": return ("?", nil, 1)
        case "%" where touches(1) && text(1) == "s": return ("%s", nil, 2)
        case "%" where touches(1) && text(1) == "(" && isWord(2) && text(3) == ")" && touches(4) && text(4) == "s":
            return ("%(\(text(2)))s", text(2), 5)
        case "@" where touches(1) && isWord(1): return ("@\(text(1))", text(1), 2)
        default: return nil
        }
    }
}

extension Place {
    /// Whether it stands before another of the same file.
    fileprivate func precedes(_ other: Place) -> Bool { (line, column) < (other.line, other.column) }
}
