/// What real time and real chance do in a function: columns that they fill, and all else, which may decide anything.
struct FunctionChance {
    /// A column that is filled by chance.
    struct Filling: Hashable {
        /// The table as it is named; nil for the row that a trigger is about to write.
        var table: [String]?
        /// The column; nil for any.
        var column: String?
        /// What by.
        var words: String
    }

    private(set) var fillings: [Filling] = []
    /// What is used in another way than to fill columns; nil if nothing is.
    private(set) var deciding: String?
    private var reader: ChanceReader

    /// Reads the source of a function in SQL or PL/pgSQL.
    init(_ source: String, by reader: ChanceReader) {
        self.reader = reader
        deciding = reader.useInStrings(of: source)
        for statement in BodyStatements(source)?.all ?? [] { read(statement[...]) }
    }

    private mutating func read(_ statement: ArraySlice<StatementTokens.Token>) {
        let uses = reader.uses(in: statement)
        guard !uses.isEmpty, !Self.isMessage(statement) else { return }
        if let column = Self.assignedColumn(statement) {
            fillings.append(Filling(column: column, words: uses[0].words))
            return
        }
        if let variables = Self.assignedVariables(statement), !variables.isEmpty {
            for variable in variables { reader.variables[variable] = uses[0].words }
            return
        }
        let write = WrittenColumns(statement)
        for use in uses {
            if let write, let column = write.column(at: use.index) {
                fillings.append(Filling(table: write.table, column: column.name, words: use.words))
            } else {
                deciding = deciding ?? use.words
            }
        }
    }

    /// The column of `new.column := …`.
    static func assignedColumn(_ statement: ArraySlice<StatementTokens.Token>) -> String? {
        var rest = statement
        guard rest.skip("new"), rest.skip(sign: "."), let column = rest.takeIdentifier(),
            rest.skip(sign: ":=") || rest.skip(sign: "=")
        else { return nil }
        return column
    }

    /// The variables of `x := …`, `x type := …`, and of `select … into x, y`.
    private static func assignedVariables(_ statement: ArraySlice<StatementTokens.Token>) -> [String]? {
        if statement.first == .word("select"), let into = statement.firstOutermost(["into"]) {
            var rest = statement[statement.index(after: into)...]
            _ = rest.skip("strict")
            var names: [String] = []
            repeat { if let name = rest.takeIdentifier() { names.append(name) } } while rest.skip(sign: ",")
            return names
        }
        guard let name = statement.first?.identifier, !["if", "elsif", "while", "return", "for", "new"].contains(name)
        else { return nil }
        let isPlain = statement.dropFirst().first == .sign("=")
        return isPlain || statement.outermost.contains { $0.token == .sign(":=") } ? [name] : nil
    }

    /// Whether it tells something, and goes on.
    private static func isMessage(_ statement: ArraySlice<StatementTokens.Token>) -> Bool {
        statement.first == .word("raise")
            && statement.dropFirst().prefix(1).mentions(
                ["notice", "log", "debug", "info", "warning"])
    }
}
