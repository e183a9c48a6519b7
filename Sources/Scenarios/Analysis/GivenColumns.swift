import Syncer

/// Whether every insert gives a column, so that its default never counts.
struct GivenColumns {
    private let inserts: [(table: [String], columns: Set<String>)]
    /// The names in statements that insert in a way that is not understood.
    private let doubtful: Set<String>
    private let routes: [TableName]

    /// - Parameters:
    ///   - statements: Those of scripts and functions.
    ///   - routes: The tables that a variable may name.
    init(_ statements: [[StatementTokens.Token]], routes: [TableName]) {
        var inserts: [(table: [String], columns: Set<String>)] = []
        var doubtful: Set<String> = []
        for statement in statements {
            for index in statement.indices where ["insert", "merge", "copy"].contains(statement[index].keyword) {
                let rest = statement[index...]
                if let written = WrittenColumns(rest), let listed = written.listed, !statement.mentions(["default"]) {
                    inserts.append((written.table, Set(listed)))
                } else {
                    doubtful.formUnion(statement.compactMap(\.identifier))
                }
            }
        }
        self.inserts = inserts
        self.doubtful = doubtful
        self.routes = routes
    }

    func always(_ column: String, of table: TableName) -> Bool {
        !doubtful.contains(table.name) && !(doubtful.contains(":table_name") && routes.contains(table))
            && inserts.allSatisfy { !table.isMeant(by: $0.table, routes: routes) || $0.columns.contains(column) }
    }
}

extension StatementTokens.Token {
    fileprivate var keyword: String { if case .word(let word) = self { word } else { "" } }
}

extension TableName {
    /// Whether a statement's words may mean this table.
    func isMeant(by words: [String], routes: [TableName]) -> Bool {
        if words.contains(where: { $0.hasPrefix(":") }) { return routes.contains(self) }
        return words.last == name && (words.count == 1 || words.first == schema)
    }
}
