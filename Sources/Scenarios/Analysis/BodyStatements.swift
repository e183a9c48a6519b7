import Syncer

/// The statements of a function's body, one after the other, without the blocks around them.
struct BodyStatements {
    let all: [[StatementTokens.Token]]

    /// What a statement begins behind.
    private static let openings: Set<String> = ["begin", "declare", "then", "else", "loop"]

    /// - Returns: nil for what cannot be read.
    init?(_ body: String) {
        guard let lexed = LexedText(body) else { return nil }
        var statements: [[StatementTokens.Token]] = []
        var start = lexed.pieces.startIndex
        var expressions = 0
        func end(at index: Int) -> Bool {
            defer { start = index + 1 }
            guard index > start else { return true }
            // `a[1:n]` looks like a variable of psql's.
            guard let tokens = StatementTokens(lexed.pieces[start..<index].map(\.withoutVariable)[...]) else {
                return false
            }
            statements.append(tokens.all)
            return true
        }
        for (index, piece) in lexed.pieces.enumerated() {
            let word = piece.kind == .word ? piece.text.lowercased() : ""
            if word == "case" { expressions += 1 }
            if word == "end", expressions > 0 { expressions -= 1 }
            let isEnd = piece.isSign && piece.text == ";"
            if isEnd { expressions = 0 }
            guard isEnd || (expressions == 0 && Self.openings.contains(word)) else { continue }
            // What stands before `then` and `loop` decides which way it goes.
            guard end(at: index) else { return nil }
        }
        guard end(at: lexed.pieces.endIndex) else { return nil }
        all = statements
    }
}

extension LexedText.Piece {
    fileprivate var withoutVariable: LexedText.Piece {
        switch kind {
        case .variable, .parameter: LexedText.Piece(kind: .number, text: "0", touchesLast: touchesLast)
        default: self
        }
    }
}
