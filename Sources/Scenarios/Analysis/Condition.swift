/// The condition of a statement, and which columns it fixes.
enum Condition {
    /// The words that end it.
    private static let ends: Set<String> = ["returning", "order", "limit", "offset", "fetch", "for"]

    /// The columns that must be `:'id'` for it to hold.
    static func keys(of tokens: ArraySlice<StatementTokens.Token>) -> Set<String> {
        keys(ofWhole: tokens[..<(tokens.firstOutermost(ends) ?? tokens.endIndex)])
    }

    private static func keys(ofWhole tokens: ArraySlice<StatementTokens.Token>) -> Set<String> {
        // An `and` may belong to one of the others.
        guard tokens.firstOutermost(["or", "case", "between"]) == nil else { return [] }
        var keys: Set<String> = []
        for part in tokens.split(where: { $0 == .word("and") }) {
            if let inside = part.inParentheses {
                keys.formUnion(Self.keys(ofWhole: inside))
                continue
            }
            let sides = part.split { $0 == .sign("=") }
            guard sides.count == 2 else { continue }
            for (column, value) in [(sides[0], sides[1]), (sides[1], sides[0])] where value.isID {
                if let name = column.columnName { keys.insert(name) }
            }
        }
        return keys
    }
}
