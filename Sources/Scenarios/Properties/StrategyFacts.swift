import Syncer

/// What is known of a strategy apart from any run: its tables, their keys, what its schema runs by itself, its scripts.
struct StrategyFacts: Sendable {
    var tables: [TableShape] = []
    var objects = SchemaObjects()
    /// The statements of its scripts, as they are written.
    var statements: [String] = []
    var onError = ErrorPolicy.nack
    var acksFirst = false
    /// Whether its worker is a program, and no script is its own.
    var isProgram = false
    /// Whether what a worker has at once has come by itself, and is no batch.
    var takesSingly = false

    /// The triggers of a judged table: on a view's they may be on any table.
    func triggers(of table: TableShape) -> [SchemaObjects.Trigger] {
        objects.triggers.filter { !table.isTable || Self.isSame($0.table.schema, $0.table.name, table) }
    }

    /// Whether a script, or a function of the schema, may write to a column: whether any names it, or writes whole rows.
    func mayWrite(_ column: String) -> Bool {
        let texts = statements + objects.functions.compactMap(\.source)
        return texts.contains { text in
            let words = SQLWords(text)
            return words.hidesNames || words.names.contains(column.lowercased())
                || words.names.contains { $0.contains("_populate_record") } || Self.listsNoColumns(text)
        }
    }

    /// Whether a function of this name names a column, or replaces whole rows.
    func mentions(_ column: String, function: String) -> Bool {
        objects.functions.contains { candidate in
            guard candidate.name == function else { return false }
            guard let source = candidate.source else { return true }
            let words = SQLWords(source)
            return words.hidesNames || words.names.contains(column.lowercased())
                || words.names.contains { $0.contains("_populate_record") }
        }
    }

    /// Whether there is an insert without a list of columns, or of whole rows.
    private static func listsNoColumns(_ text: String) -> Bool {
        let plain = text.lowercased()
        guard plain.contains("insert") else { return plain.contains(".*") }
        guard let tokens = StatementTokens(text.withoutParameters), let written = WrittenColumns(tokens.all[...]) else {
            return true
        }
        return tokens.all.first == .word("insert") && written.listed == nil
    }

    private static func isSame(_ schema: String, _ name: String, _ table: TableShape) -> Bool {
        table.table == "\(schema).\(name)"
    }
}

extension String {
    /// A statement with a number in place of each parameter.
    var withoutParameters: String { replacing(#/\$[0-9]+/#, with: "0") }
}
