extension Cause {
    /// A null upstream did not clear the column.
    static let keptNull = Cause("kept-null") { evidence in
        guard let column = evidence.column, column.expected == nil, let stored = column.stored,
            let write = evidence.lastWrite, let statement = write.statement,
            evidence.isWritten(column.name, by: statement) == true,
            evidence.close(write.step)?.columns.first(where: { $0.name == column.name })?.before == stored
        else { return nil }
        return
            "\(statement.origin) kept what column \(column.name) had where upstream has null: a null must clear it too, so "
            + "put no coalesce around the new value"
    }

    /// The update of a row that is there leaves a column out.
    static let notUpdated = Cause("not-updated") { evidence in
        guard let column = evidence.column, let write = evidence.writes.last(where: { $0.statement != nil }),
            let statement = write.statement, evidence.isOfNewest(statement),
            evidence.isLeftOut(column.name, with: statement)
        else { return nil }
        return
            "\(statement.origin) writes the row, and not column \(column.name) where the row is there already: add it to "
            + "what is set"
    }
}

extension CauseEvidence {
    /// Whether the script's run to which a statement belongs sets a column of a row that is there in no statement.
    func isLeftOut(_ column: String, with statement: RunStatement) -> Bool {
        let run = log.attempts.last { $0.statements.contains { $0.sent == statement.sent } }?.statements ?? [statement]
        let known = run.map { isWritten(column, by: $0) }
        return known.contains(false) && !known.contains(true)
    }

    /// Whether a statement sets a column of a row that is there; nil where it cannot be read, or inserted the row.
    func isWritten(_ column: String, by statement: RunStatement) -> Bool? {
        guard let tokens = StatementTokens(statement.text.withoutParameters) else { return nil }
        guard let start = tokens.all.firstIndex(where: { $0 == .word("update") || $0 == .word("insert") }) else {
            return nil
        }
        let part = tokens.all[start...]
        guard let set = part.firstOutermost(["set"]) else { return nil }
        let rest = part[part.index(after: set)...]
        let list = rest[..<(rest.firstOutermost(["where", "from", "returning"]) ?? rest.endIndex)]
        let names = list.listed.compactMap { $0.first?.identifier?.lowercased() }
        // `set (a, b) = …` names several at once.
        guard names.count == list.listed.count else { return nil }
        return names.contains(column.lowercased())
    }
}
