/// Cuts DDL into statements, and leaves out what a throwaway database cannot or must not take.
///
/// Output of `pg_dump --schema-only` works unedited. Left out are: changes of owners, rights and default rights
/// (their roles may not exist, and one role runs everything), `create schema public`, security labels, comments on
/// extensions, subscriptions (they would call another server), `set transaction_timeout` and session
/// authorization, and psql's `\restrict` and `\unrestrict`. Refused are other backslash commands, `copy … from
/// stdin`, and what reaches beyond the database: databases, roles, tablespaces, `alter system`.
struct SchemaFile {
    let name: String
    let text: String
    /// The folder that `name` is in, for errors.
    let folder: String
    /// What is left out besides.
    var exceptions = SchemaExceptions()

    func statements() throws(StrategyError) -> [SchemaStatement] {
        do {
            return try split()
        } catch {
            throw StrategyError(error, in: folder)
        }
    }

    private func split() throws(ScriptError) -> [SchemaStatement] {
        var lexer = Lexer(text: text, file: name)
        var statements: [SchemaStatement] = []
        var words: [String] = []
        var names: [String] = []
        var start: Int?
        var end = 0
        func finish(_ lexer: Lexer) throws(ScriptError) {
            defer {
                start = nil
                words = []
                names = []
            }
            guard let first = start, !exceptions.leavesOut(words, names) else { return }
            let place = lexer.lines.place(at: first)
            switch SchemaPolicy.judge(words) {
            case .run: statements.append(SchemaStatement(sql: lexer.text(first..<end), place: place, folder: folder))
            case .skip: break
            case .refuse(let message, let remedy):
                var error = ScriptError(place: place, message: message, remedy: remedy)
                error.need = SchemaExceptions.role(in: words, names).map(SchemaNeed.role)
                throw error
            }
        }
        while true {
            let token = try lexer.next()
            switch token.kind {
            case .end:
                try finish(lexer)
                return statements
            case .semicolon:
                try finish(lexer)
                lexer.startStatement()
            case .backslash where start == nil:
                try lexer.skipSchemaCommand()
            case .backslash:
                throw lexer.error(
                    at: token.range.lowerBound, "there is a \\ inside a statement",
                    remedy: "end the statement with ; first")
            default:
                if start == nil { start = token.range.lowerBound }
                end = token.range.upperBound
                switch token.kind {
                case .word:
                    words.append(lexer.text(token.range).lowercased())
                    names.append(words[words.count - 1])
                // What is quoted or punctuation breaks sequences of words, but for dots in names.
                case .quotedIdentifier:
                    words.append("\"")
                    names.append(String(lexer.text(token.range).dropFirst().dropLast()).replacing("\"\"", with: "\""))
                default: break
                }
            }
        }
    }
}

extension Lexer {
    /// Skips `\restrict` and `\unrestrict`, by which pg_dump keeps its own output from running other commands.
    fileprivate mutating func skipSchemaCommand() throws(ScriptError) {
        let start = position - 1
        var end = position
        while let next = byte(end), !next.isSpace { end += 1 }
        let name = text(position..<end)
        guard name == "restrict" || name == "unrestrict" else {
            throw error(
                at: start, "\\\(name) cannot stand in a schema",
                remedy: name == "connect" || name == "c"
                    ? "dump one database, without --create" : "write SQL only")
        }
        while let next = byte(end), next != .newline { end += 1 }
        position = end
    }
}
