import Syncer

/// A text of SQL as psql's lexer cuts it; comments and white space are left out.
struct LexedText {
    /// A token with its text.
    struct Piece {
        let kind: Token.Kind
        let text: String
        /// Whether nothing stands between it and the token before.
        let touchesLast: Bool

        /// Whether it is a parenthesis, a semicolon or another sign.
        var isSign: Bool { [.open, .close, .semicolon, .other].contains(kind) }
    }

    let pieces: [Piece]

    /// - Returns: nil for what cannot be read.
    init?(_ text: String) {
        var lexer = Lexer(text: text, file: "")
        var pieces: [Piece] = []
        var end = -1
        while let token = try? lexer.next() {
            guard token.kind != .end else {
                self.pieces = pieces
                return
            }
            pieces.append(
                Piece(kind: token.kind, text: lexer.text(token.range), touchesLast: token.range.lowerBound == end))
            end = token.range.upperBound
        }
        return nil
    }

    /// Whether it may hold a name or a keyword that its tokens do not show: `U&"…"` writes one in numbers, and in
    /// `1into` older servers see a number and a keyword.
    var hidesNames: Bool {
        pieces.indices.contains { index in
            let piece = pieces[index]
            let next = pieces[index...].dropFirst().first.flatMap { $0.touchesLast ? $0 : nil }
            switch piece.kind {
            case .word: return piece.text.lowercased() == "u" && next?.text == "&"
            case .number, .parameter:
                guard let last = piece.text.last, !last.isNumber, last != "_" else { return false }
                let isExponent = last.lowercased() == "e" && (next?.kind == .number || ["+", "-"].contains(next?.text))
                return !isExponent
            default: return false
            }
        }
    }
}
