/// What a statement is called in a schedule: its SQL on one line, with its literals as `?` and without comments.
///
/// The same statement has the same name from a fresh process and from a warm one, whatever its driver calls it: names of
/// cursors, prepared statements and savepoints, which drivers number, are `?` as well. Of a list of rows, and of what
/// stands behind IN, only the first is shown, so that a batch of any size has one name.
package struct StatementName: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    package let description: String

    /// Names a statement, or several with semicolons between them.
    package init(sql: String) {
        let sql = SQLTokens(sql)
        var name = ""
        for statement in sql.tokens.split(whereSeparator: { $0.kind == .semicolon }) {
            let statement = NamedTokens(statement, of: sql).text
            name += name.isEmpty ? statement : "; \(statement)"
        }
        description = name
    }
}

/// One statement on its way to be a name.
private struct NamedTokens {
    private let tokens: ArraySlice<SQLToken>
    private let sql: SQLTokens
    /// The place of a name that belongs to the session.
    private let ownName: Int?
    private(set) var text = ""

    init(_ tokens: ArraySlice<SQLToken>, of sql: SQLTokens) {
        self.tokens = tokens
        self.sql = sql
        ownName = Self.ownName(tokens, sql)
        var index = tokens.startIndex
        while index < tokens.endIndex {
            if let end = listEnd(index) {
                let isRows = isWord("values", before: index)
                addList(index..<end)
                index = isRows ? addOthers(end) : end
            } else {
                add(index)
                index += 1
            }
        }
    }

    private mutating func add(_ index: Int) {
        let token = tokens[index]
        if token.isApart, !text.isEmpty { text += " " }
        text += token.kind == .literal || index == ownName ? "?" : sql.text(token)
    }

    /// Passes over further lists of values.
    ///
    /// - Returns: The place behind them.
    private mutating func addOthers(_ end: Int) -> Int {
        var index = end
        while isByte(",", at: index), let next = listEnd(index + 1) { index = next }
        if index > end { text += ", …" }
        return index
    }

    /// Adds a list of values.
    private mutating func addList(_ list: Range<Int>) {
        let isSet = isWord("in", before: list.lowerBound)
        let comma = list.first { isByte(",", at: $0) }
        let shown = isSet ? list.lowerBound..<(comma ?? list.upperBound) : list
        shown.forEach { add($0) }
        if isSet, comma != nil { text += ", …)" }
    }

    /// Where the list of values ends that begins here.
    private func listEnd(_ start: Int) -> Int? {
        guard isByte("(", at: start) else { return nil }
        var index = start + 1
        var count = 0
        while index < tokens.endIndex {
            if isByte(")", at: index) { return count > 0 ? index + 1 : nil }
            guard isValue(index) || isByte(",", at: index) else { return nil }
            count += 1
            index += 1
        }
        return nil
    }

    private func isValue(_ index: Int) -> Bool {
        switch tokens[index].kind {
        case .literal, .parameter: true
        case .word: ["null", "true", "false", "default"].contains(sql.word(tokens[index]))
        default: false
        }
    }

    private func isWord(_ word: String, before index: Int) -> Bool {
        index > tokens.startIndex && sql.word(tokens[index - 1]) == word
    }

    private func isByte(_ character: Character, at index: Int) -> Bool {
        tokens.indices.contains(index) && tokens[index].kind == .other
            && sql.bytes[tokens[index].range.lowerBound] == character.asciiValue
    }

    private static func ownName(_ tokens: ArraySlice<SQLToken>, _ sql: SQLTokens) -> Int? {
        let names = tokens.indices.dropFirst().filter { tokens[$0].kind == .word || tokens[$0].kind == .quotedName }
        func others(_ words: Set<String>) -> Int? { names.first { !words.contains(sql.word(tokens[$0]) ?? "") } }
        switch tokens.first.flatMap({ sql.word($0) }) {
        case "declare", "prepare", "execute", "savepoint", "deallocate":
            return others(["prepare", "all", "transaction"])
        case "release": return others(["savepoint"])
        case "close": return others(["all"])
        case "fetch", "move":
            return others([
                "next", "prior", "first", "last", "absolute", "relative", "forward", "backward", "all", "from", "in",
            ])
        case "rollback", "abort":
            guard let to = names.first(where: { sql.word(tokens[$0]) == "to" }) else { return nil }
            return names.first { $0 > to && sql.word(tokens[$0]) != "savepoint" }
        default: return nil
        }
    }
}

extension HeldStep {
    /// What the step is called: what its statements are called, in order.
    package var name: String {
        let statements = statements.map { StatementName(sql: $0.sql).description }.joined(separator: "; ")
        return switch kind {
        case .statements, .parse, .bind: statements
        case .commit: "commit"
        case .copyData: "\(statements) (data)"
        case .functionCall: "function call"
        }
    }
}
