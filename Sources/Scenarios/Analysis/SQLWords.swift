import Syncer

/// The words of a text of SQL: those of its code, and those in its strings and quoted names, since both may be run, or
/// name what is called. Comments are left out.
struct SQLWords {
    struct Word {
        /// As Postgres folds it, without the digits in it.
        let text: String
        /// Whether it stands in neither a string nor a quoted name.
        let isCode: Bool
        /// Whether it is the first of its statement.
        let isFirst: Bool
        /// Whether nothing stands between it and the word before.
        let followsWord: Bool
    }

    private(set) var all: [Word] = []
    /// The first word of each statement; empty for one that begins with something else.
    private(set) var heads: [String] = []
    /// What the words were found in.
    private var texts: [String] = []
    /// Whether it can be read.
    let isReadable: Bool
    /// Whether there may be names or keywords in it that are not among the words.
    let hidesNames: Bool
    /// Whether there may be words in its strings that are not among the words: escapes write them in numbers, or one
    /// string stands in several quotes.
    private(set) var hidesText = false

    init(_ sql: String) {
        guard let lexed = LexedText(sql) else {
            isReadable = false
            hidesNames = true
            return
        }
        isReadable = true
        hidesNames = lexed.hidesNames
        var isFirst = true
        var followsWord = false
        for piece in lexed.pieces {
            defer { followsWord = piece.kind == .word }
            if piece.isSign {
                isFirst = isFirst || piece.text == ";"
                continue
            }
            if isFirst { heads.append(piece.kind == .word ? piece.text.lowercased() : "") }
            if piece.kind == .word {
                add(piece.text, isCode: true, isFirst: isFirst, followsWord: followsWord)
            } else {
                add(quoted: piece)
            }
            isFirst = false
        }
    }

    /// Quoted text may be a list of statements.
    private mutating func add(quoted piece: LexedText.Piece) {
        var content = piece.text
        switch piece.kind {
        case .string:
            let quoted = QuotedText(content)
            hidesText = hidesText || quoted.isSpread || quoted.hasNumericEscapes
        case .quotedIdentifier, .dollarString: break
        case .variable(_, let name): content = name
        default: return
        }
        hidesText = hidesText || content.lowercased().contains("u&")
        for statement in content.split(separator: ";") {
            add(String(statement), isCode: false, isFirst: true, followsWord: false)
        }
    }

    private mutating func add(_ text: String, isCode: Bool, isFirst: Bool, followsWord: Bool) {
        let text = text.lowercased()
        texts.append(text)
        guard !text.utf8.allSatisfy({ $0.isLetter || $0 == UInt8(ascii: "_") }) else {
            all.append(Word(text: text, isCode: isCode, isFirst: isFirst, followsWord: followsWord))
            return
        }
        for (number, word) in text.split(whereSeparator: { !($0.isLetter || $0 == "_") }).enumerated() {
            all.append(
                Word(
                    text: String(word), isCode: isCode, isFirst: isFirst && number == 0,
                    followsWord: followsWord || number > 0))
        }
    }

    /// Every word that could be the name of a function.
    var names: [String] {
        texts.flatMap { $0.split { !($0.isLetter || $0.isNumber || $0 == "_") } }.map(String.init)
    }

    /// Whether there may be words that are not among them.
    var hidesWords: Bool { hidesNames || hidesText }

    /// Whether one of these is among them.
    func mentions(_ any: Set<String>) -> Bool { all.contains { any.contains($0.text) } }

    /// The words of its code alone.
    var inCode: SQLWords {
        var words = self
        words.all.removeAll { !$0.isCode }
        return words
    }

    /// Whether a word is there that does not follow one of these.
    func mentions(_ word: String, notAfter others: Set<String>) -> Bool {
        all.indices.contains { index in
            guard all[index].text == word else { return false }
            guard index > 0, all[index].followsWord else { return true }
            return !others.contains(all[index - 1].text)
        }
    }
}
