/// What kind of statement a script's statement is, as far as trying it out beforehand depends on it.
enum StatementKind: Hashable {
    /// Reads or writes rows: Postgres can prepare it, and takes parameters in it.
    case query
    /// Changes what later statements can name, for this session: run while probing, and undone.
    case definition
    /// Anything else: only its syntax can be looked at.
    case other

    private static let queries: Set<String> = [
        "select", "insert", "update", "delete", "merge", "values", "with", "table",
    ]
    private static let definitions: Set<String> = ["create", "set", "reset", "alter", "drop", "comment"]

    init(of statement: ScriptStatement) {
        guard let first = statement.words.first else {
            self = .other
            return
        }
        if Self.queries.contains(first) {
            // `select … into` creates a table.
            self = statement.hasInto ? .definition : .query
        } else {
            self = Self.definitions.contains(first) ? .definition : .other
        }
    }
}
