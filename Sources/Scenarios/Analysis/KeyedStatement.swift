/// A statement that touches the rows of one table in which some column is its delivery's id, and nothing else.
///
/// What is not plainly of this form is none: doubt costs schedules, never soundness.
struct KeyedStatement {
    /// The table as it is named, schema and name; nil for a statement that touches none.
    var table: [String]?
    /// The columns that hold `:'id'` in each row that it touches, and still do afterwards.
    var columns: Set<String> = []

    /// Functions that look at their arguments, or at the time, and at nothing else.
    private static let plainFunctions: Set<String> = [
        "abs", "btrim", "ceil", "char_length", "clock_timestamp", "coalesce", "concat", "concat_ws", "date_trunc",
        "decode", "encode", "floor", "greatest", "json_build_object", "jsonb_build_object", "jsonb_extract_path",
        "jsonb_extract_path_text", "jsonb_set", "jsonb_strip_nulls", "jsonb_typeof", "least", "left", "length", "lower",
        "ltrim", "md5", "mod", "now", "nullif", "replace", "right", "round", "rtrim", "sha256", "sign",
        "statement_timestamp", "substr", "timezone", "to_char", "to_json", "to_jsonb", "to_number", "to_timestamp",
        "transaction_timestamp", "trim", "upper",
        // Types with a length, and keywords before a list or an expression.
        "all", "and", "any", "array", "between", "bpchar", "by", "case", "cast", "char", "conflict", "decimal", "do",
        "else", "in", "interval", "is", "not", "numeric", "on", "or", "returning", "row", "set", "some", "then", "time",
        "timestamp", "timestamptz", "values", "varchar", "when", "where",
    ]

    /// What reads or writes elsewhere, or depends on where rows lie.
    private static let reachingWords: Set<String> = [
        "with", "join", "union", "intersect", "except", "exists", "tablesample", "using", "lateral", "default",
        "into", "group", "having", "window", "over", "only", "current", "cursor", "tableoid", "nextval",
    ]

    /// Reads a statement, without what opens and closes transactions.
    init?(_ statement: StatementTokens) {
        guard case .word(let first)? = statement.all.first else { return nil }
        let rest = statement.all.dropFirst()
        var words = Self.reachingWords.union(SQLWords.systemColumns)
        if first == "insert" { words.remove("into") }
        guard !rest.mentions(words), !rest.mentions(["select", "insert", "delete", "merge"]),
            first == "insert" || !rest.mentions(["values"])
        else { return nil }
        var body = rest
        switch first {
        case "insert": guard read(insert: &body) else { return nil }
        case "update": guard read(update: &body) else { return nil }
        case "delete": guard read(delete: &body) else { return nil }
        case "select": guard read(select: body) else { return nil }
        default: return nil
        }
        guard Self.callsPlainFunctionsOnly(body) else { return nil }
    }

    private mutating func read(insert body: inout ArraySlice<StatementTokens.Token>) -> Bool {
        guard body.skip("into"), let name = body.takeName() else { return false }
        table = name
        if body.skip("as") { guard body.takeIdentifier() != nil else { return false } }
        guard let names = body.takeParenthesized(), body.skip("values") else { return false }
        let listed = names.listed.map { $0.count == 1 ? $0.first?.identifier : nil }
        let list = listed.compactMap(\.self)
        guard list.count == listed.count else { return false }
        columns = Set(list)
        repeat {
            guard let tokens = body.takeParenthesized(), Self.callsPlainFunctionsOnly(tokens) else { return false }
            let row = tokens.listed
            guard row.count == list.count else { return false }
            columns.formIntersection(zip(list, row).filter { $1.isID }.map(\.0))
        } while body.skip(sign: ",")
        // A row that is there already has the same id, wherever each unique key has the column in it.
        guard let set = body.firstOutermost(["set"]) else { return true }
        let assignments = body[body.index(after: set)...]
        return keep(assignments[..<(assignments.firstOutermost(["where", "returning"]) ?? body.endIndex)])
    }

    private mutating func read(update body: inout ArraySlice<StatementTokens.Token>) -> Bool {
        guard let name = body.takeName() else { return false }
        table = name
        body.skipAlias(before: "set")
        guard body.skip("set"), let condition = body.firstOutermost(["where"]) else { return false }
        columns = Condition.keys(of: body[body.index(after: condition)...])
        return keep(body[..<condition]) && !body.hasFrom
    }

    private mutating func read(delete body: inout ArraySlice<StatementTokens.Token>) -> Bool {
        guard body.skip("from"), let name = body.takeName() else { return false }
        table = name
        body.skipAlias(before: "where")
        guard body.skip("where") else { return false }
        columns = Condition.keys(of: body)
        return true
    }

    private mutating func read(select body: ArraySlice<StatementTokens.Token>) -> Bool {
        guard let from = body.firstFrom else {
            // Nothing but expressions, over nothing but values.
            return true
        }
        var rest = body[body.index(after: from)...]
        guard let name = rest.takeName() else { return false }
        table = name
        rest.skipAlias(before: "where")
        guard rest.skip("where"), !rest.hasFrom else { return false }
        columns = Condition.keys(of: rest)
        return true
    }

    /// Drops the columns that assignments may change.
    ///
    /// - Returns: Whether they were understood.
    private mutating func keep(_ assignments: ArraySlice<StatementTokens.Token>) -> Bool {
        guard !assignments.hasFrom else { return false }
        for assignment in assignments.listed {
            guard let column = assignment.first?.identifier, assignment.dropFirst().first == .sign("=") else {
                return false
            }
            let value = Array(assignment.dropFirst(2))
            let isKept =
                value.isID
                || value == [.word("excluded"), .sign("."), .word(column)]
                || value == [.word("excluded"), .sign("."), .name(column)]
            if !isKept { columns.remove(column) }
        }
        return true
    }

    private static func callsPlainFunctionsOnly(_ tokens: ArraySlice<StatementTokens.Token>) -> Bool {
        zip(tokens, tokens.dropFirst()).allSatisfy { token, next in
            guard next == .open else { return true }
            return switch token {
            case .word(let word): plainFunctions.contains(word)
            case .name: false
            default: true
            }
        }
    }
}
