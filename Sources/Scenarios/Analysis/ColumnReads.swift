/// The names that a text reads, so that what they hold may decide what it does. A column that it only writes to is none;
/// of a text that is not understood, every name is one.
struct ColumnReads {
    /// Names of columns, tables, functions and all else.
    private(set) var names: Set<String> = []

    /// Reads statements as scripts have them.
    init(statements: [String]) {
        for statement in statements {
            if let tokens = StatementTokens(statement) {
                add(tokens.all[...])
            } else {
                names.formUnion(SQLWords(statement).names)
            }
        }
    }

    /// Reads a function's body.
    init(body: String) {
        if let statements = BodyStatements(body) {
            for statement in statements.all { add(statement[...]) }
        } else {
            names.formUnion(SQLWords(body).names)
        }
    }

    private mutating func add(_ statement: ArraySlice<StatementTokens.Token>) {
        let written = WrittenColumns(statement)?.targets ?? []
        let assigned = FunctionChance.assignedColumn(statement)
        for index in statement.indices where !written.contains(index) {
            if let name = statement[index].identifier, name != assigned { names.insert(name) }
        }
    }
}
