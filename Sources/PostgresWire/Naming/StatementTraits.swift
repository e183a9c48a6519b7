/// What a text of SQL means for its session and for others, told by its words.
struct StatementTraits: Hashable, Sendable {
    /// What a statement does to the transaction.
    enum Control: Hashable, Sendable {
        case begins
        /// COMMIT or ROLLBACK, but not to a savepoint, and not `and chain`.
        case ends
    }

    /// What the last statement of the text does to the transaction, if it does.
    private(set) var control: Control?
    /// Whether other sessions can see nothing of it, whenever it runs.
    private(set) var isBookkeeping = true
    /// Whether it is bookkeeping if the transaction that it ends has run nothing else.
    private(set) var isEnd = false

    init(sql: String) {
        let sql = SQLTokens(sql)
        let statements = sql.tokens.split { $0.kind == .semicolon }.map { Statement(tokens: $0, sql: sql) }
        for statement in statements {
            control = statement.control
            if statement.control == .ends {
                isEnd = true
            } else if !statement.isBookkeeping {
                isBookkeeping = false
            }
        }
    }
}

/// One statement's words.
private struct Statement {
    private let tokens: ArraySlice<SQLToken>
    private let sql: SQLTokens
    private let words: [String]

    init(tokens: ArraySlice<SQLToken>, sql: SQLTokens) {
        self.tokens = tokens
        self.sql = sql
        words = tokens.compactMap { sql.word($0) }
    }

    var control: StatementTraits.Control? {
        switch words.first {
        case "begin", "start": .begins
        case "commit", "end", "rollback", "abort":
            words.contains("to") || words.contains("prepared") || (words.contains("chain") && !words.contains("no"))
                ? nil : .ends
        default: nil
        }
    }

    var isBookkeeping: Bool {
        switch words.first {
        case nil: tokens.isEmpty
        case "begin", "start", "reset", "show", "discard", "deallocate", "close", "listen", "unlisten", "savepoint",
            "release":
            true
        // Checks that were put off are made at once.
        case "set": words.dropFirst().first != "constraints"
        case "select", "with": readsOnlyWhatIsFixed
        default: false
        }
    }

    /// Whether a query reads nothing but its session and the system catalogue.
    private var readsOnlyWhatIsFixed: Bool {
        guard Self.effects.isDisjoint(with: words) else { return false }
        let calls = tokens.indices.dropLast().filter { isOpening($0 + 1) }.compactMap { sql.word(tokens[$0]) }
        guard words.contains("from") else {
            return calls.allSatisfy { Self.fixedFunctions.contains($0) || Self.wordsBeforeParentheses.contains($0) }
        }
        return calls.allSatisfy { call in !Self.actingFunctions.contains { call.contains($0) } }
            && sources.allSatisfy { $0 }
    }

    private func isOpening(_ index: Int) -> Bool { isByte("(", at: index) }

    private func isByte(_ character: Character, at index: Int) -> Bool {
        tokens.indices.contains(index) && tokens[index].kind == .other
            && sql.bytes[tokens[index].range.lowerBound] == character.asciiValue
    }

    /// For each relation that FROM or JOIN names whether it is part of the system catalogue.
    private var sources: [Bool] {
        var found: [Bool] = []
        for index in tokens.indices {
            guard let word = sql.word(tokens[index]), word == "from" || word == "join" else { continue }
            // `extract(… from …)` and its like are taken for reads, which costs a choice.
            var next = index + 1
            repeat {
                while ["lateral", "only"].contains(self.word(at: next)) { next += 1 }
                found.append(isFixedSource(at: next))
                next = endOfSource(next)
            } while isByte(",", at: next - 1)
        }
        return found
    }

    private func word(at index: Int) -> String? {
        tokens.indices.contains(index) ? sql.word(tokens[index]) : nil
    }

    private func isFixedSource(at index: Int) -> Bool {
        if isOpening(index) { return true }
        guard let name = word(at: index) else { return false }
        if commonTables.contains(name) { return true }
        if name == "information_schema" { return true }
        if isOpening(index + 1) { return Self.fixedSets.contains(name) }
        let relation = name == "pg_catalog" ? word(at: index + 2) ?? "" : name
        if name == "pg_catalog", isOpening(index + 3) { return Self.fixedSets.contains(relation) }
        return relation.hasPrefix("pg_") && !Self.livePrefixes.contains { relation.hasPrefix($0) }
    }

    /// The place behind the next comma of this list, or behind the list.
    private func endOfSource(_ start: Int) -> Int {
        var depth = 0
        var index = start
        while tokens.indices.contains(index) {
            if isOpening(index) { depth += 1 }
            if isByte(")", at: index) {
                depth -= 1
                if depth < 0 { return index + 1 }
            }
            if depth == 0 {
                if isByte(",", at: index) { return index + 1 }
                if let word = sql.word(tokens[index]), Self.wordsBehindSources.contains(word) { return index + 1 }
            }
            index += 1
        }
        return index + 1
    }

    /// The names that WITH gives.
    private var commonTables: Set<String> {
        guard words.first == "with" else { return [] }
        var names: Set<String> = []
        for index in tokens.indices.dropFirst() {
            guard word(at: index) == "as", isOpening(index + 1) || word(at: index + 1) == "materialized" else {
                continue
            }
            var name = index - 1
            // A list of columns may stand between.
            if isByte(")", at: name) { while tokens.indices.contains(name), !isOpening(name) { name -= 1 }; name -= 1 }
            if let word = word(at: name) { names.insert(word) }
        }
        return names
    }
}

extension Statement {
    private static let effects: Set<String> = [
        "insert", "update", "delete", "merge", "into", "share", "truncate",
    ]
    private static let wordsBeforeParentheses: Set<String> = [
        "select", "as", "in", "and", "or", "not", "values", "cast", "varchar", "char", "character", "varying",
        "numeric",
        "decimal", "timestamp", "time",
    ]
    private static let fixedFunctions: Set<String> = [
        "version", "current_database", "current_schema", "current_schemas", "current_setting", "current_user",
        "current_catalog", "current_role", "session_user", "set_config", "pg_backend_pid", "pg_is_in_recovery",
        "pg_client_encoding",
    ]
    /// Parts of the names of functions that do something, or wait.
    private static let actingFunctions = [
        "advisory", "notify", "nextval", "setval", "sleep", "lo_", "dblink", "terminate", "cancel", "reload", "xact",
    ]
    private static let fixedSets: Set<String> = [
        "generate_series", "generate_subscripts", "unnest", "pg_get_keywords", "current_schemas", "aclexplode",
    ]
    /// What shows the state of the server, and not the schema.
    private static let livePrefixes = [
        "pg_locks", "pg_stat", "pg_prepared", "pg_cursors", "pg_replication", "pg_largeobject", "pg_sequences",
    ]
    private static let wordsBehindSources: Set<String> = [
        "where", "group", "order", "limit", "union", "except", "intersect", "having", "window", "offset", "fetch",
        "join", "left", "right", "inner", "full", "cross", "natural", "on", "using", "from", "select",
    ]
}
