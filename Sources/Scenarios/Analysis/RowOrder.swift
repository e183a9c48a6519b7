/// Tells whether what a statement does may depend on the order in which rows lie in their table: no content shows it, and
/// another order of the same writes makes another one.
enum RowOrder {
    private static let words: Set<String> = [
        "limit", "fetch", "offset", "over", "tablesample", "ctid", "array_agg", "string_agg", "json_agg", "jsonb_agg",
        "json_object_agg", "jsonb_object_agg", "xmlagg",
    ]

    /// What a function's body does to rows one after the other, or to the first of them.
    private static let bodyWords: Set<String> = ["loop", "into", "perform", "execute", "cursor"]

    /// Whether it may for a statement, or for the definition of a view or a rule.
    static func matters(in statement: String) -> Bool {
        guard let tokens = StatementTokens(statement)?.all else { return true }
        if case .word(let first)? = tokens.first, ["do", "call", "execute"].contains(first) { return true }
        return matters(in: tokens)
    }

    /// Whether it may for the body of a function.
    static func matters(inBody body: String) -> Bool {
        guard let tokens = StatementTokens(body)?.all else { return true }
        return tokens.mentions(bodyWords) || matters(in: tokens)
    }

    private static func matters(in tokens: [StatementTokens.Token]) -> Bool {
        if tokens.mentions(words) { return true }
        for (index, token) in tokens.enumerated() {
            guard case .word(let word) = token else { continue }
            let before = index > 0 ? tokens[index - 1] : nil
            let following = tokens[(index + 1)...]
            switch word {
            case "distinct" where following.first == .word("on"): return true
            case "insert" where following.untilClosed.firstOutermost(["select", "table"]) != nil: return true
            // Of several rows that fit one, any may be taken; several that are locked are locked in turn.
            case "update" where ![.word("do"), .word("for"), .word("key"), .word("then"), .word("on")].contains(before):
                let clause = following.untilClosed
                if clause.hasFrom || isOpen(clause) { return true }
            case "delete" where ![.word("then"), .word("on")].contains(before):
                if isOpen(following.untilClosed) { return true }
            case "for" where [.word("update"), .word("no"), .word("share"), .word("key")].contains(following.first):
                if isOpen(selection(of: tokens, before: index)) { return true }
            default: break
            }
        }
        return false
    }

    /// What stands before, back to the beginning of the parentheses around it.
    private static func selection(
        of tokens: [StatementTokens.Token], before index: Int
    ) -> ArraySlice<StatementTokens.Token> {
        var depth = 0
        for start in tokens.indices.prefix(index).reversed() {
            if tokens[start] == .close { depth += 1 }
            if tokens[start] == .open { depth -= 1 }
            if depth < 0 { return tokens[(start + 1)..<index] }
        }
        return tokens[..<index]
    }

    /// Whether it is not plain that it is about the rows of one id.
    private static func isOpen(_ clause: ArraySlice<StatementTokens.Token>) -> Bool {
        guard let condition = clause.firstOutermost(["where"]) else { return true }
        return Condition.keys(of: clause[clause.index(after: condition)...]).isEmpty
    }
}
