/// Collects the tokens of one statement.
struct StatementBuilder {
    private var template = Template()
    private var start: Int?
    /// Up to where the text has been taken.
    private var taken = 0
    private var words: [String] = []
    private var readsWords = true
    private var depth = 0
    private var hasInto = false
    /// The last word outside of parentheses.
    private var lastWord = ""
    private var dollarNumber: Int?

    var isEmpty: Bool { start == nil }

    mutating func append(_ token: Token, from lexer: Lexer) {
        if start == nil {
            start = token.range.lowerBound
            taken = token.range.lowerBound
        }
        switch token.kind {
        case .word: note(word: lexer.text(token.range).lowercased())
        case .variable(let form, let name):
            takeText(upTo: token.range.lowerBound, from: lexer)
            let place = lexer.lines.place(at: token.range.lowerBound)
            template.pieces.append(.variable(Reference(form: form, name: name, place: place)))
            readsWords = false
            taken = token.range.upperBound
            return
        case .open:
            depth += 1
            // A statement may start with parentheses: `(select …)`.
            readsWords = readsWords && words.isEmpty
        case .close: depth -= 1
        case .parameter: dollarNumber = dollarNumber ?? token.range.lowerBound
        default: readsWords = false
        }
        lastEnd = token.range.upperBound
    }

    private var lastEnd = 0

    private mutating func note(word: String) {
        if readsWords, words.count < 6 { words.append(word) }
        if depth == 0 {
            // That of `insert into` and `merge into` names a table that is there.
            if word == "into", lastWord != "insert", lastWord != "merge" { hasInto = true }
            lastWord = word
        }
    }

    private mutating func takeText(upTo end: Int, from lexer: Lexer) {
        guard end > taken else { return }
        template.pieces.append(.text(lexer.text(taken..<end), lexer.lines.place(at: taken)))
        taken = end
    }

    /// The statement, without what follows its last token.
    mutating func finish(from lexer: Lexer) -> ScriptStatement? {
        guard let start else { return nil }
        takeText(upTo: max(lastEnd, taken), from: lexer)
        let place = lexer.lines.place(at: start)
        let statement = ScriptStatement(
            template: template, place: place, origin: "\(place.file):\(place.line)", words: words, hasInto: hasInto,
            dollarNumber: dollarNumber.map(lexer.lines.place), references: template.references)
        self = StatementBuilder()
        return statement
    }
}
