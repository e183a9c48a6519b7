import Postgres

@testable import Syncer

/// The bytes are a script and, behind NUL bytes, the values of its variables.
enum ScriptFuzz {
    private static let names = ["a", "b", "id", "data", "updated_idx"]
    private static let loop = EventLoop()

    static func run(_ bytes: [UInt8]) {
        let parts = bytes.split(separator: 0, omittingEmptySubsequences: false)
        let text = String(decoding: parts[0], as: UTF8.self)
        guard let script = try? Script.parse(text: text, file: "a.sql") else { return }
        var values: [String: String?] = [:]
        for (name, value) in zip(names, parts.dropFirst()) { values[name] = String(decoding: value, as: UTF8.self) }
        let variables = Variables(values)
        for statement in script.statements {
            checkLiterals(statement, variables)
            checkParameters(statement)
        }
        let session = FuzzSession(bytes)
        try? loop.run { try await script.run(variables: variables, on: session) }
        for statement in session.statements {
            _ = script.explain(
                PostgresError(sqlState: "42601", message: "\"x\"", position: bytes.count % 9 + 1), of: statement,
                variables: variables)
        }
    }

    /// Quoted values stay what they are: the text with values in it is one statement, without variables.
    private static func checkLiterals(_ statement: ScriptStatement, _ variables: Variables) {
        guard statement.references.allSatisfy({ $0.form == .literal || $0.form == .identifier }),
            let sql = try? statement.template.expanded(variables)
        else { return }
        var parser = ScriptParser(text: sql, file: "sent")
        do {
            try parser.parse()
        } catch {
            preconditionFailure("\(error) in \(sql.debugDescription)")
        }
        precondition(parser.statements.count == 1, "not one statement: \(sql.debugDescription)")
        precondition(parser.statements[0].references.isEmpty, "a value became a variable: \(sql.debugDescription)")
    }

    /// Each `:'name'` is a parameter of its own.
    private static func checkParameters(_ statement: ScriptStatement) {
        guard statement.isFixed, statement.dollarNumber == nil else { return }
        let sql = Rendering(parametersOf: statement.template).sql
        var lexer = Lexer(text: sql, file: "sent")
        var count = 0
        while let token = try? lexer.next(), token.kind != .end {
            if token.kind == .parameter { count += 1 }
        }
        precondition(count == statement.references.count, "\(count) parameters in \(sql.debugDescription)")
    }
}
