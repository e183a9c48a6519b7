extension Cause {
    /// No script writes a column that is looked at.
    static let unwrittenColumn = Cause("unwritten-column") { evidence in
        guard let column = evidence.column, !evidence.facts.statements.isEmpty, !evidence.facts.mayWrite(column.name)
        else {
            return nil
        }
        return
            "no script writes column \(column.name): write :'\(column.field)' there, or say 'columns: {\(column.name): ~}' if it "
            + "is the table's own"
    }

    /// A column is filled with another field than it is taken for.
    static let wrongColumn = Cause("wrong-column") { evidence in
        guard let column = evidence.column else { return nil }
        let variables = evidence.facts.statements.compactMap { StatementTokens($0) }
            .flatMap { $0.fillings(of: column.name) }.compactMap(\.variable)
        guard let other = variables.first(where: { !$0.isEmpty && $0 != column.field }) else { return nil }
        return "column \(column.name) is taken to show '\(column.field)', and is filled with '\(other)': say 'columns: "
            + "{\(column.name): \(other)}' if that is meant, or write :'\(column.field)' there"
    }
}
