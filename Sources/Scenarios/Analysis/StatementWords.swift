import Syncer

/// What the words of a statement say about its reach.
///
/// Words in comments and quotes count too, and doubt is generous: a statement that is not understood costs
/// schedules, never soundness.
struct StatementWords {
    private let statement: String
    /// The first word, which most questions stop at: explorers ask at each choice.
    private let first: String

    init(_ statement: String) {
        self.statement = statement
        first = Self.firstWord(of: statement)
    }

    private var text: String { statement.lowercased() }

    private var words: [Substring] { Self.split(text) }

    private static func split(_ text: String) -> [Substring] { text.split { !($0.isLetter || $0 == "_") } }

    private static func firstWord(of statement: String) -> String {
        let start = statement.utf8.first { $0 > UInt8(ascii: " ") }
        if start == UInt8(ascii: "-") || start == UInt8(ascii: "/") { return firstWordBehindComments(of: statement) }
        var word: [UInt8] = []
        for byte in statement.utf8 {
            let letter = byte | 0x20
            if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) || byte == UInt8(ascii: "_") {
                word.append(byte == UInt8(ascii: "_") ? byte : letter)
            } else if byte >= 0x80 {
                // Letters of other alphabets count as well; they are rare, and need not be quick.
                return split(statement.lowercased()).first.map(String.init) ?? ""
            } else if !word.isEmpty {
                break
            }
        }
        return String(decoding: word, as: UTF8.self)
    }

    /// Scripts are read without comments; Swift code may send some, such as names for its traces.
    private static func firstWordBehindComments(of statement: String) -> String {
        var lexer = Lexer(text: statement, file: "")
        while let token = try? lexer.next() {
            switch token.kind {
            case .word: return lexer.text(token.range).lowercased()
            case .end: return ""
            default: continue
            }
        }
        return ""
    }

    private func mentions(_ any: Set<String>) -> Bool { words.contains { any.contains(String($0)) } }

    private var isTransactionControl: Bool {
        ["begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release"].contains(first)
    }

    /// Whether it asks for a transaction that keeps one snapshot, and whose conflicts depend on who read what.
    var hasItsOwnSnapshot: Bool { mentions(["serializable", "repeatable"]) }

    /// Whether it ends a transaction for good.
    var isCommit: Bool { first == "commit" || first == "end" }

    /// Whether it may write rows, and so pass through pause points: what a function does that it calls cannot be seen.
    var mayWriteRows: Bool {
        ["insert", "update", "delete", "with", "merge", "call", "do", "execute"].contains(first)
            || (first == "select" && text.contains("("))
    }

    /// Whether it opens a transaction in which each statement has a snapshot of its own: by itself it touches nothing.
    var startsPlainTransaction: Bool { (first == "begin" || first == "start") && !hasItsOwnSnapshot }

    /// Whether it may leave something in the session that no table shows.
    var leavesSessionState: Bool {
        if isTransactionControl { return false }
        guard ["insert", "update", "delete", "select", "with", "merge"].contains(first) else { return true }
        return callsFunction || namesSessionState
    }

    /// Whether it names something that outlasts its transaction, or could hide such a name.
    private var namesSessionState: Bool {
        text.contains("advisory") || text.contains("u&")
            || mentions(["set_config", "nextval", "currval", "lastval", "setval", "temp", "temporary"])
    }

    /// Whether it does nothing but call a function, which may do anything.
    private var callsFunction: Bool { first == "select" && !words.contains("from") }

    /// Whether the body of a function may leave something in the session that no table shows.
    var bodyLeavesSessionState: Bool {
        namesSessionState || mentions(["execute", "listen", "dblink", "setseed"])
            || text.contains(#/(^|;|\b(begin|then|else|loop))\s*set\s/#)
    }

    /// Whether it may change more of its database than rows, or could hide such a statement.
    var mayChangeCatalogue: Bool { bodyMayChangeCatalogue || makesTableOfRows }

    /// The same for the body of a function, where `into` names a variable.
    var bodyMayChangeCatalogue: Bool {
        mentions([
            "create", "alter", "drop", "grant", "revoke", "comment", "security", "import", "reassign", "reindex",
            "cluster", "analyze", "analyse", "vacuum", "execute", "dblink", "loread", "lowrite",
        ]) || words.contains { $0.hasPrefix("lo_") }
    }

    /// Whether it has an `into` that is not an insert's: a select's own makes a table.
    private var makesTableOfRows: Bool {
        let words = words
        return words.indices.contains { index in
            words[index] == "into" && !(index > 0 && ["insert", "merge"].contains(words[index - 1]))
        }
    }

    /// Every word that could be the name of a function; quoted ones, and those in comments, too.
    var names: [String] {
        text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    }

    /// Whether its command tag tells whether it has written, and there is no other way to write in it.
    var isToldByItsTag: Bool {
        if isTransactionControl { return true }
        return ["insert", "update", "delete", "merge", "select"].contains(first) && !mentions(["with"])
            && !(first == "select" && mentions(["into"]))
    }

    /// Where a row lies, and which transactions and commands wrote it.
    static let systemColumns: Set<String> = ["ctid", "xmin", "xmax", "cmin", "cmax"]

    /// Whether it asks for what no table's content shows: where a row lies, which transaction wrote it, what the server
    /// knows of sessions and transactions.
    var readsSystemState: Bool {
        mentions(Self.systemColumns)
            || words.contains { word in
                (word.hasPrefix("pg_") || word.hasPrefix("txid_"))
                    && !["pg_catalog", "pg_typeof", "pg_sleep", "pg_temp"].contains(word)
            }
    }

    /// Whether it opens, closes or divides transactions, and does nothing else.
    var controlsTransactions: Bool { isTransactionControl && !hasItsOwnSnapshot }
}

extension Strategy {
    /// The words of each statement of its scripts; none of Swift code's, which cannot be seen.
    var statementWords: [StatementWords] { statementTexts.map(StatementWords.init) }

    /// Whether its scripts, or the functions of its schema, may change more of their database than rows.
    func mayChangeCatalogue(with schema: StepFootprints.Schema) -> Bool {
        statementWords.contains(where: \.mayChangeCatalogue)
            || schema.functions.map(StatementWords.init).contains(where: \.bodyMayChangeCatalogue)
    }

    /// The statements of its scripts, as they are written.
    var statementTexts: [String] { [session, upsert, delete, batch].compactMap { $0 }.flatMap(\.statementTexts) }
}
