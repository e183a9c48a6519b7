/// What the words of a statement say about its reach.
///
/// Words in comments and quotes count too, and doubt is generous: a statement that is not understood costs
/// schedules, never soundness.
struct StatementWords {
    private let text: String
    private let words: [Substring]

    init(_ statement: String) {
        text = statement.lowercased()
        words = text.split { !($0.isLetter || $0 == "_") }
    }

    private var first: Substring { words.first ?? "" }

    private func mentions(_ any: Set<String>) -> Bool { words.contains { any.contains(String($0)) } }

    private var isTransactionControl: Bool {
        ["begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release"].contains(first)
    }

    /// Whether it asks for a transaction that keeps one snapshot, and whose conflicts depend on who read what.
    var hasItsOwnSnapshot: Bool { mentions(["serializable", "repeatable"]) }

    /// Whether it ends a transaction for good.
    var isCommit: Bool { first == "commit" || first == "end" }

    /// Whether it may write rows itself, and so pass through gates.
    var mayWriteRows: Bool { ["insert", "update", "delete", "with", "merge", "call", "do"].contains(first) }

    /// Whether it opens a transaction in which each statement has a snapshot of its own: by itself it touches nothing.
    var startsPlainTransaction: Bool { (first == "begin" || first == "start") && !hasItsOwnSnapshot }

    /// Whether it may leave something in the session that no table shows.
    var leavesSessionState: Bool {
        if isTransactionControl { return false }
        guard ["insert", "update", "delete", "select", "with", "merge"].contains(first) else { return true }
        return text.contains("advisory")
            || mentions(["set_config", "nextval", "currval", "lastval", "setval", "temp", "temporary"])
    }

    /// Whether it touches only rows of the record that it names.
    var staysWithItsRecord: Bool {
        if isTransactionControl { return !hasItsOwnSnapshot }
        guard ["insert", "update", "delete", "select"].contains(first), text.contains(":'id'") else { return false }
        let reach: Set<String> = [
            "with", "join", "using", "lock", "union", "intersect", "except", "max", "min", "count", "sum", "nextval",
            "setval", "currval", "set_config", "call",
        ]
        return words.count { $0 == "select" } <= (first == "select" ? 1 : 0) && !text.contains("advisory")
            && !mentions(reach)
    }
}
