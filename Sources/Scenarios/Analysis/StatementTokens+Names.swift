extension StatementTokens.Token {
    /// The name that it is, or could be.
    var identifier: String? {
        switch self {
        case .word(let text), .name(let text): text
        default: nil
        }
    }
}

extension Collection<StatementTokens.Token> {
    /// Whether it is `:'id'`, perhaps with a type that changes nothing.
    var isID: Bool {
        guard first == .value("id") else { return false }
        let types: Set<String> = ["text", "varchar", "uuid", "bigint", "int8", "integer", "int", "int4"]
        switch count {
        case 1: return true
        case 3:
            guard Array(self)[1] == .sign("::"), case .word(let type) = Array(self)[2] else { return false }
            return types.contains(type)
        default: return false
        }
    }

    /// The column of `column`, `table.column` or `schema.table.column`.
    var columnName: String? {
        let parts = Array(self)
        guard parts.count.isMultiple(of: 2) == false, parts.count <= 5 else { return nil }
        for (index, part) in parts.enumerated() {
            guard index.isMultiple(of: 2) ? part.identifier != nil : part == .sign(".") else { return nil }
        }
        return parts.last?.identifier
    }

    /// The `from` that names tables: not that of `is distinct from`, nor one inside of a function's parentheses.
    var firstFrom: Index? {
        var last: StatementTokens.Token?
        for (index, token) in outermost {
            if token == .word("from"), last != .word("distinct") { return index }
            last = token
        }
        return nil
    }

    var hasFrom: Bool { firstFrom != nil }
}

extension ArraySlice<StatementTokens.Token> {
    /// What stands between its first and its last parenthesis, if those belong together.
    var inParentheses: ArraySlice? {
        var rest = self
        guard let inside = rest.takeParenthesized(), rest.isEmpty else { return nil }
        return inside
    }

    mutating func skip(_ word: String) -> Bool {
        guard first == .word(word) else { return false }
        removeFirst()
        return true
    }

    mutating func skip(sign: String) -> Bool {
        guard first == .sign(sign) else { return false }
        removeFirst()
        return true
    }

    mutating func takeIdentifier() -> String? {
        guard let name = first?.identifier else { return nil }
        removeFirst()
        return name
    }

    /// `schema.table` or `table`.
    mutating func takeName() -> [String]? {
        guard let name = takeIdentifier() else { return nil }
        guard skip(sign: ".") else { return [name] }
        return takeIdentifier().map { [name, $0] }
    }

    /// An alias, with or without `as`, unless what comes next is the keyword.
    mutating func skipAlias(before keyword: String) {
        if skip("as") || first != .word(keyword) { _ = takeIdentifier() }
    }

    /// What stands in the parentheses that begin here.
    mutating func takeParenthesized() -> ArraySlice? {
        guard first == .open else { return nil }
        let inside = dropFirst().untilClosed
        guard inside.endIndex < endIndex else { return nil }
        self = self[index(after: inside.endIndex)...]
        return inside
    }
}
