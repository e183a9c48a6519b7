extension Cause {
    /// A trigger has changed what a statement wrote.
    static let changedByTrigger = Cause("changed-by-trigger") { evidence in
        guard let table = evidence.table, let seen = evidence.strangeValue,
            evidence.isFilledPlainly(seen.column) != false
        else { return nil }
        let triggers = evidence.facts.triggers(of: table).filter { trigger in
            trigger.definition.contains("BEFORE") && evidence.facts.mentions(seen.column, function: trigger.function)
        }
        guard let first = triggers.first else { return nil }
        let names = triggers.prefix(2).map { "\($0.name) (\($0.function)())" }.joined(separator: " and ")
        let changes =
            triggers.count == 1 ? "the trigger \(names) on \(first.table) changes" : "the triggers \(names) change"
        return "column \(seen.column) holds \(seen.value) since step \(seen.step), which \(seen.origin) did not write: "
            + "\(changes) what is written: let the delivery's own value stand"
    }

    /// A column's type, or the schema, makes something else of what it is given.
    static let inexact = Cause("inexact") { evidence in
        guard let seen = evidence.strangeValue, evidence.isFilledPlainly(seen.column) == true,
            let type = evidence.table?.columns.first(where: { $0.name == seen.column })?.type
        else { return nil }
        return
            "column \(seen.column), which is \(type), holds \(seen.value) since step \(seen.step), and \(seen.origin) gave it "
            + "something else: give it a type that holds the value as it is, such as bigint for a version"
    }

    /// A column is filled by an expression that gives another value.
    static let computed = Cause("computed") { evidence in
        guard let seen = evidence.strangeValue, evidence.isFilledPlainly(seen.column) == false else { return nil }
        return
            "\(seen.origin) fills column \(seen.column) by an expression, which gives \(seen.value): store :'\(seen.field)' there "
            + "as it is"
    }
}

extension CauseEvidence {
    /// A value that no delivery's record has.
    struct StrangeValue {
        var column: String
        var field: String
        var value: String
        /// The step since which it is there, and the statement that was run then.
        var step: Int
        var origin: String
        var statement: RunStatement
    }

    /// What the newest version's write left in the column that differs, or in that of versions, and none of its parameters
    /// was.
    var strangeValue: StrangeValue? {
        guard let write = writes.last(where: { $0.statement.map(isOfNewest) == true || column == nil }),
            let statement = write.statement, write.state.isThere
        else { return nil }
        let name: String
        let field: String
        if let column {
            (name, field) = (column.name, column.field)
        } else if case .stale? = difference, case .unpublished = write.version.place, let table,
            let index = table.versionIndex
        {
            (name, field) = (table.columns[index].name, table.columns[index].field)
        } else {
            return nil
        }
        let value = close(write.step)?.columns.first { $0.name == name }?.after
        guard !isGiven(value, to: statement) else { return nil }
        let shown = value.map { $0.count > 40 ? "'\($0.prefix(39))…'" : "'\($0)'" } ?? "null"
        return StrangeValue(
            column: name, field: field, value: shown, step: write.step, origin: statement.name, statement: statement)
    }

    /// Whether a statement was given a value, in whatever form.
    private func isGiven(_ value: String?, to statement: RunStatement) -> Bool {
        guard let value else {
            return statement.parameters.contains(nil) || statement.text.lowercased().contains("null")
        }
        if statement.text.contains("'\(value)'") { return true }
        return statement.parameters.contains { parameter in
            guard let parameter else { return false }
            if parameter == value { return true }
            if let one = Double(parameter), let other = Double(value), one == other { return true }
            if let one = Moment.microseconds(parameter), one == Moment.microseconds(value) { return true }
            // JSON, and arrays of a batch, have it among others.
            return ["{", "["].contains(where: parameter.hasPrefix) && parameter.contains(value)
        }
    }

    /// Whether scripts fill a column with a variable as it is; false where some statement works it out, nil where none
    /// can be read.
    func isFilledPlainly(_ column: String) -> Bool? {
        var isKnown = false
        for text in facts.statements {
            guard let tokens = StatementTokens(text) else { continue }
            for filling in tokens.fillings(of: column) {
                isKnown = true
                if filling.variable == nil, filling != [.word("excluded"), .sign("."), .word(column)] { return false }
            }
        }
        return isKnown ? true : nil
    }
}

extension StatementTokens {
    /// What fills a column in an insert or update, wherever in the statement that stands.
    func fillings(of column: String) -> [[Token]] {
        var found: [[Token]] = []
        for index in all.indices where all[index] == .word("insert") || all[index] == .word("update") {
            let written = WrittenColumns(all[index...].untilClosed)
            found += written?.parts(filling: column).map { Array(all[$0]) } ?? []
        }
        return found
    }
}

extension [StatementTokens.Token] {
    /// The variable that stands here by itself, perhaps with a cast; nil for an expression.
    var variable: String? {
        guard case .value(let name)? = first else {
            // A version is spliced too.
            return first == .constant && count == 1 ? "" : nil
        }
        return count == 1 || dropFirst().first == .sign("::") && !contains { $0 == .sign("/") || $0 == .sign("*") }
            ? name : nil
    }
}
