import Syncer

/// A statement's words and signs, as psql tells them apart; comments and white space are left out.
struct StatementTokens {
    enum Token: Hashable {
        /// A keyword, or a name: as Postgres folds it, whether it was quoted or not.
        case word(String)
        /// A name in quotes, which is no keyword.
        case name(String)
        /// `:'id'`: the value of a variable as a literal.
        case value(String)
        /// A string or number.
        case constant
        case open
        case close
        /// Any other sign.
        case sign(String)
    }

    let all: [Token]

    /// - Returns: nil for what cannot be read, and for text that a variable splices in, which may be anything.
    init?(_ statement: String) {
        guard let lexed = LexedText(statement), !lexed.hidesNames else { return nil }
        self.init(lexed.pieces[...])
    }

    /// - Returns: nil for text that a variable splices in, which may be anything.
    init?(_ pieces: ArraySlice<LexedText.Piece>) {
        var all: [Token] = []
        for piece in pieces {
            switch piece.kind {
            case .word: all.append(.word(piece.text.lowercased()))
            case .quotedIdentifier:
                all.append(.name(String(piece.text.dropFirst().dropLast().replacing("\"\"", with: "\""))))
            case .string, .dollarString, .number: all.append(.constant)
            case .variable(.literal, let name): all.append(.value(name))
            // A version is a number, and the table's name is one name.
            case .variable(.splice, "updated_idx"): all.append(.constant)
            case .variable(.identifier, let name): all.append(.name(":\(name)"))
            case .variable, .parameter, .backslash: return nil
            case .open: all.append(.open)
            case .close: all.append(.close)
            case .other: all.append(.sign(piece.text))
            case .semicolon, .end: break
            }
        }
        self.all = all
    }
}

extension Collection<StatementTokens.Token> {
    /// The parts between commas, those in parentheses and brackets not counted.
    var listed: [SubSequence] { split { $0 == .sign(",") } }

    /// The parts between separators outside of parentheses and brackets.
    func split(where isSeparator: (StatementTokens.Token) -> Bool) -> [SubSequence] {
        var parts: [SubSequence] = []
        var start = startIndex
        for (index, _) in outermost where isSeparator(self[index]) {
            parts.append(self[start..<index])
            start = self.index(after: index)
        }
        return parts + [self[start...]]
    }

    /// The tokens that no parentheses or brackets enclose, with where they are.
    var outermost: [(index: Index, token: StatementTokens.Token)] {
        var depth = 0
        var found: [(Index, StatementTokens.Token)] = []
        for index in indices {
            switch self[index] {
            case .open, .sign("["): depth += 1
            case .close, .sign("]"): depth -= 1
            default: if depth == 0 { found.append((index, self[index])) }
            }
        }
        return found
    }

    /// Where the first of these words is that no parentheses or brackets enclose.
    func firstOutermost(_ words: Set<String>) -> Index? {
        outermost.first { if case .word(let word) = $0.token { words.contains(word) } else { false } }?.index
    }

    /// What stands before the parenthesis that ends those around it; all if none does.
    var untilClosed: SubSequence {
        var depth = 0
        for index in indices {
            if self[index] == .open { depth += 1 }
            if self[index] == .close { depth -= 1 }
            if depth < 0 { return self[..<index] }
        }
        return self[...]
    }

    /// Whether one of these words is among them, however deep.
    func mentions(_ words: Set<String>) -> Bool {
        contains { if case .word(let word) = $0 { words.contains(word) } else { false } }
    }
}
