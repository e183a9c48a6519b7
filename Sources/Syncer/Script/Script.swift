public import Postgres

/// A script in psql's syntax, a subset of it, read once and run many times.
///
/// `:'name'` is sent as a quoted literal, as psql does, until a real session has been asked where a parameter means
/// the same (``ScriptDestination/prepared(_:on:notice:)``).
public struct Script: Sendable {
    /// The file's name, as errors and `Statement.origin` show it.
    public let file: String
    /// What its author should know: statements that run on real time or real chance, arguments that psql ignores.
    public internal(set) var warnings: [ScriptWarning]

    var statements: [ScriptStatement]
    var instructions: [Instruction]

    /// Reads a script.
    ///
    /// - Throws: ``ScriptError`` for what psql could not read, for backslash commands other than `\gset`, `\if`,
    ///   `\elif`, `\else` and `\endif`, and for a script that can end inside a transaction.
    public static func parse(text: String, file: String) throws(ScriptError) -> Script {
        var parser = ScriptParser(text: text, file: file)
        try parser.parse()
        try TransactionPaths.check(parser.instructions, statements: parser.statements)
        return Script(
            file: file, warnings: parser.warnings, statements: parser.statements, instructions: parser.instructions)
    }

    /// Whether it has no statement: nothing but comments.
    public var isEmpty: Bool { statements.isEmpty }
}

/// A message of a running script that does not stop it, such as an `\if` whose expression is no boolean.
public typealias ScriptNotice = ScriptWarning

extension Script {
    /// Runs the script to its end, or to the first error.
    ///
    /// - Parameters:
    ///   - variables: The values to start from; what `\gset` sets is forgotten at the end.
    ///   - session: Gets each statement in one call.
    ///   - notice: Gets psql's messages that are no errors.
    /// - Throws: `PostgresError` as the session throws it; ``ScriptError`` for a variable that does not exist and
    ///   for several rows before `\gset`.
    public func run(
        variables: Variables, on session: any Session, notice: @Sendable (ScriptNotice) -> Void = { _ in }
    ) async throws {
        var variables = variables
        var next = 0
        while next < instructions.count {
            let instruction = instructions[next]
            next += 1
            switch instruction {
            case .run:
                let group = together(from: next - 1, isInTransaction: session.transactionStatus == .inTransaction)
                let sent = try group.map { try statements[$0].statement(variables) }
                next += group.count - 1
                if group.count > 1 { try await session.runAll(sent) } else { _ = try await session.run(sent[0]) }
            case .runAndSet(let index, let prefix, let place):
                let result = try await session.run(try statements[index].statement(variables))
                try set(result, prefix: prefix.expanded(variables), place: place, in: &variables)
            case .branch(let condition, let place, let otherwise):
                if try !holds(condition, at: place, variables, notice) { next = otherwise }
            case .jump(let target):
                next = target
            }
        }
    }

    private func set(
        _ result: QueryResult, prefix: String, place: Place, in variables: inout Variables
    ) throws(ScriptError) {
        guard result.rows.count <= 1 else {
            throw ScriptError(
                place: place, message: "\\gset got \(result.rows.count) rows",
                remedy: "its statement must return at most one")
        }
        guard let row = result.rows.first else { return }
        for (column, value) in zip(result.columns, row) {
            let name = prefix + column
            // What could never have been set is unset without a message, as in psql.
            let isName = !name.isEmpty && name.utf8.allSatisfy(\.isVariableCharacter)
            guard isName || value == nil else {
                throw ScriptError(
                    place: place, message: "\\gset cannot set a variable '\(name)'",
                    remedy: "name the column with as; letters, digits and _ make a variable")
            }
            variables.assign(value, to: name)
        }
    }

    private func holds(
        _ condition: Template, at place: Place, _ variables: Variables, _ notice: @Sendable (ScriptNotice) -> Void
    ) throws(ScriptError) -> Bool {
        let text = try condition.expanded(variables)
        if let value = BooleanWord.value(of: text) { return value }
        notice(ScriptNotice(place: place, message: "'\(text)' is no boolean, so it counts as false"))
        return false
    }
}

extension ScriptStatement {
    /// The statement to send.
    func statement(_ variables: Variables) throws(ScriptError) -> Statement {
        guard case .parameters(let sql) = sending else {
            return Statement(try template.expanded(variables), prepares: false, origin: origin)
        }
        var parameters: [String?] = []
        parameters.reserveCapacity(references.count)
        for reference in references { parameters.append(try variables.parameter(for: reference)) }
        return Statement(sql, parameters: parameters, origin: origin)
    }
}
