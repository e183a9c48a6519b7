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

    /// Finds the first in a statement that Postgres has refused; nil if there is none.
    init?(in statement: ScriptStatement) {
        let text = statement.template.spelling
        var lexer = Lexer(text: text, file: statement.place.file)
        var tokens: [Token] = []
        while let token = try? lexer.next(), token.kind != .end { tokens.append(token) }
        for index in tokens.indices {
            guard let found = Self.placeholder(at: index, of: tokens, in: lexer) else { continue }
            spelling = found.spelling
            name = found.name
            var place = lexer.lines.place(at: tokens[index].range.lowerBound)
            if place.line == 1 { place.column += statement.place.column - 1 }
            place.line += statement.place.line - 1
            self.place = place
            return
        }
        return nil
    }

    private static func placeholder(
        at index: Int, of tokens: [Token], in lexer: Lexer
    ) -> (spelling: String, name: String?)? {
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
        case "?": return ("?", nil)
        case "%" where touches(1) && text(1) == "s": return ("%s", nil)
        case "%" where touches(1) && text(1) == "(" && isWord(2) && text(3) == ")" && touches(4) && text(4) == "s":
            return ("%(\(text(2)))s", text(2))
        case "@" where touches(1) && isWord(1): return ("@\(text(1))", text(1))
        default: return nil
        }
    }
}
