/// What a statement may do: write, commit, leave something in its session, change the catalogue, ask for what no table
/// shows.
///
/// Doubt is generous: what is not understood counts as able to do anything, which costs schedules or time, never
/// soundness.
struct StatementReach {
    private let words: SQLWords
    /// The first word of the statement; of each, where the text holds several.
    private let heads: [String]
    /// Whether it may call a function.
    private let hasParenthesis: Bool

    init(_ statement: String) {
        words = SQLWords(statement)
        heads = words.heads
        hasParenthesis = statement.mentions(UInt8(ascii: "("))
    }

    /// What opens, closes or divides transactions.
    static let transactionControl: Set<String> = [
        "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release",
    ]
    /// What writes no rows, whatever follows.
    static let quiet: Set<String> = transactionControl.union([
        "set", "reset", "show", "listen", "unlisten", "notify", "discard", "deallocate", "lock", "close", "declare",
        "checkpoint",
    ])
    /// What writes no rows by itself; a function that it calls may.
    static let reading: Set<String> = ["select", "table", "values"]

    private var isTransactionControl: Bool {
        !words.hidesNames && !heads.isEmpty && heads.allSatisfy(Self.transactionControl.contains)
    }

    /// Whether it may write rows, and so pass through pause points: what a function does that it calls cannot be seen.
    var mayWriteRows: Bool {
        words.hidesNames
            || heads.contains { head in
                if Self.reading.contains(head) { return hasParenthesis || words.inCode.mentions(["into"]) }
                return !Self.quiet.contains(head)
            }
    }

    /// Whether it may end a transaction for good.
    var isCommit: Bool { !words.isReadable || !Set(heads).isDisjoint(with: ["commit", "end", ""]) }

    /// Whether it asks for a transaction that keeps one snapshot, and whose conflicts depend on what each transaction has read.
    var hasItsOwnSnapshot: Bool { words.hidesWords || words.mentions(["serializable", "repeatable"]) }

    /// Whether it opens a transaction in which each statement has a snapshot of its own: by itself it touches nothing.
    var startsPlainTransaction: Bool { (heads == ["begin"] || heads == ["start"]) && !hasItsOwnSnapshot }

    /// Whether it opens, closes or divides transactions, and does nothing else.
    var controlsTransactions: Bool { isTransactionControl && !hasItsOwnSnapshot }

    /// Whether it may leave something in the session that no table shows.
    var leavesSessionState: Bool {
        if isTransactionControl { return false }
        let plain: Set<String> = ["insert", "update", "delete", "select", "with", "merge"]
        guard heads.count == 1, plain.contains(heads[0]) else { return true }
        return callsFunction || words.nameSessionState
    }

    /// Whether it does nothing but call a function, which may do anything.
    private var callsFunction: Bool { heads == ["select"] && !words.inCode.mentions("from", notAfter: ["distinct"]) }

    /// Whether it may change more of its database than rows, or could hide such a statement.
    var mayChangeCatalogue: Bool { words.mayChangeCatalogue || words.haveIntoOfSelect }

    /// Whether it asks for what no table's content shows.
    var readsSystemState: Bool { words.readSystemState }

    /// Every word that could be the name of a function.
    var names: [String] { words.names }

    /// Whether its command tag tells whether it has written, and there is no other way to write in it.
    var isToldByItsTag: Bool {
        if isTransactionControl { return true }
        guard !words.hidesWords, heads.count == 1 else { return false }
        return ["insert", "update", "delete", "merge", "select"].contains(heads[0]) && !words.mentions(["with"])
            && !(heads[0] == "select" && words.mentions(["into"]))
    }
}
