/// What a statement is called in a schedule: its SQL on one line, with its literals as `?` and without comments.
///
/// The same statement has the same name from a fresh process and from a warm one, whatever its driver calls it.
package struct StatementName: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    package let description: String

    /// Names a statement, or several with semicolons between them.
    package init(sql: String) { self.init(SQLTokens(sql)) }

    init(_ sql: SQLTokens) {
        var name = ""
        let tokens = sql.tokens.reversed().drop { $0.kind == .semicolon }.reversed()
        for token in tokens {
            if token.isApart, !name.isEmpty, token.kind != .semicolon { name += " " }
            name += token.kind == .literal ? "?" : sql.text(token)
        }
        description = name
    }
}

extension HeldStep {
    /// What the step is called: what its statements are called, in order.
    package var name: String {
        let statements = statements.map { StatementName(sql: $0.sql).description }.joined(separator: "; ")
        return switch kind {
        case .statements, .parse, .bind: statements
        case .commit: "commit"
        case .copyData: "\(statements) (data)"
        case .functionCall: "function call"
        }
    }
}
