import OrderedCollections
import Syncer

/// What in a strategy's schema runs on real time or real chance where its scripts reach it.
///
/// Nearly every table has a column that is filled by `now()` or a random id. That decides nothing unless the column is
/// compared with the records', keeps rows apart, or is read; so what only fills others is no warning.
struct SchemaChance: Sendable {
    /// What may decide an outcome: a clause each, such as `the trigger function stamp() uses random()`.
    private(set) var deciding: OrderedSet<String> = []
    /// Those of them that run on time.
    private(set) var timely: OrderedSet<String> = []
    /// Whether it draws numbers that a session can be given a seed for.
    private(set) var drawsNumbers = false
    /// What fills columns that decide nothing, as far as can be told.
    private(set) var filling: OrderedSet<String> = []

    private let schema: SchemaObjects
    private let keys: [TableKeys]
    /// The columns of a record's tables that are compared.
    private var judged: [TableName: Set<String>] = [:]
    private let routes: [TableName]
    private let reach: SchemaReach
    private var reader = ChanceReader()
    private let scripts: ColumnReads?
    private var given: GivenColumns?
    private var bodies: [(function: SchemaObjects.Function, source: String, reads: ColumnReads)] = []

    init(_ strategy: Strategy, tables: [TableShape], keys: [TableKeys], schema: SchemaObjects) {
        self.schema = schema
        self.keys = keys
        routes = strategy.routes.map(\.table)
        for (route, shape) in zip(routes, tables) { judged[route, default: []].formUnion(shape.columns.map(\.name)) }
        // What code sends is not known before it is sent.
        let statements = strategy.isOpaque ? nil : strategy.statementTexts
        let reach = SchemaReach(from: routes, statements, in: schema)
        self.reach = reach
        scripts = statements.map(ColumnReads.init(statements:))
        bodies = schema.functions.filter { reach.functions.contains($0.name) }.compactMap { function in
            function.source.map { (function, $0, ColumnReads(body: $0)) }
        }
        if let statements {
            let sent = statements.compactMap { StatementTokens($0)?.all }
            let run = bodies.flatMap { BodyStatements($0.source)?.all ?? [] }
            let ruled = schema.definitions.filter { $0.kind == .rule }.compactMap { StatementTokens($0.text)?.all }
            given = GivenColumns(sent + run + ruled, routes: routes)
        }
        findFunctions()
        judgeFunctions(
            calledBy: Set((statements ?? []).flatMap { SQLWords($0).names }), isCalledByCode: statements == nil)
        judgeDefaults()
        judgeDefinitions()
    }

    /// Functions that use chance, and those that use them.
    private mutating func findFunctions() {
        var count = -1
        while count != reader.functions.count {
            count = reader.functions.count
            for (function, source, _) in bodies where !function.isTrigger && reader.functions[function.name] == nil {
                if let words = FunctionChance(source, by: reader).deciding { reader.functions[function.name] = words }
            }
        }
    }

    private mutating func judgeFunctions(calledBy names: Set<String>, isCalledByCode: Bool) {
        for (function, source, _) in bodies {
            let chance = FunctionChance(source, by: reader)
            let kind = function.isTrigger ? "trigger function" : "function"
            if let words = chance.deciding, function.isTrigger || isCalledByCode || names.contains(function.name) {
                decide("the \(kind) \(function.name)() uses \(words)", by: words)
            }
            for filling in chance.fillings {
                for table in tables(of: filling, in: function) {
                    for column in filling.column.map({ [$0] }) ?? (schema.columns[table] ?? []).sorted() {
                        add(
                            "the \(kind) \(function.name)() uses \(filling.words) for column \(table.short).\(column)",
                            filling: column, of: table, by: filling.words)
                    }
                }
            }
        }
    }

    private func tables(of filling: FunctionChance.Filling, in function: SchemaObjects.Function) -> [TableName] {
        if let words = filling.table {
            return schema.columns.keys.filter { $0.isMeant(by: words, routes: routes) }.sorted { $0.sql < $1.sql }
        }
        let fired = schema.triggers.filter { $0.function == function.name && reach.relations.contains($0.table) }
        return Array(OrderedSet(fired.map(\.table)))
    }

    private mutating func judgeDefaults() {
        for value in schema.defaults where reach.relations.contains(value.table) {
            guard let words = reader.firstUse(in: value.expression) else { continue }
            if !value.isGenerated, given?.always(value.column, of: value.table) == true { continue }
            let column = "\(value.table.short).\(value.column)"
            let what =
                value.isGenerated
                ? "the generated column \(column)"
                : "the default of column \(column)" + (value.domain.map { ", that of its domain \($0)," } ?? "")
            add("\(what) uses \(words)", filling: value.column, of: value.table, by: words)
        }
    }

    private mutating func judgeDefinitions() {
        for definition in schema.definitions where reach.relations.contains(definition.table) {
            guard let words = reader.firstUse(in: definition.text) else { continue }
            let place =
                definition.kind == .view ? definition.table.short : "\(definition.name) of \(definition.table.short)"
            decide("the \(definition.kind.rawValue) \(place) uses \(words)", by: words)
        }
        for trigger in schema.triggers where reach.relations.contains(trigger.table) {
            guard let words = reader.firstUse(in: trigger.definition) else { continue }
            decide(
                "the condition of the trigger \(trigger.name) of \(trigger.table.short) uses \(words)", by: words)
        }
    }

    private mutating func decide(_ clause: String, by words: String) {
        deciding.append(clause)
        if RealTimeWatch.isSeeded(words) { drawsNumbers = true }
        if RealTimeWatch.isTime(words) { timely.append(clause) }
    }

    private mutating func add(_ clause: String, filling column: String, of table: TableName, by words: String) {
        if decides(column, of: table, by: words) { decide(clause, by: words) } else { filling.append(clause) }
        if RealTimeWatch.isSeeded(words) { drawsNumbers = true }
    }

    /// Whether what is in a column may decide anything.
    private func decides(_ column: String, of table: TableName, by words: String) -> Bool {
        if judged[table]?.contains(column) == true { return true }
        // Random ids are made to be unlike, so that they decide no conflict.
        let isUnlike = ["uuid", "random_bytes"].contains { words.contains($0) }
        let unique = keys.filter { $0.schema == table.schema && $0.name == table.name }.flatMap(\.unique)
        if !isUnlike, unique.contains(where: { $0.columns.contains(column) }) { return true }
        if let names = scripts?.names, names.contains(column),
            names.contains(table.name) || (names.contains(":table_name") && routes.contains(table))
        {
            return true
        }
        let fired = Set(schema.triggers.filter { $0.table == table }.map(\.function))
        let isReadByFunction = bodies.contains { function, _, reads in
            reads.names.contains(column) && (reads.names.contains(table.name) || fired.contains(function.name))
        }
        return isReadByFunction || isReadByDefinition(column, of: table)
    }

    private func isReadByDefinition(_ column: String, of table: TableName) -> Bool {
        let computed = schema.defaults.contains { value in
            value.table == table && value.isGenerated && mentions(value.expression, column) > 0
        }
        return computed
            || schema.definitions.contains { definition in
                guard reach.relations.contains(definition.table) else { return false }
                guard definition.kind == .view else {
                    return definition.table == table && mentions(definition.text, column) > 0
                }
                guard mentions(definition.text, table.name) > 0 else { return false }
                // A view names a column once to show it under its own name.
                let isShown = schema.columns[definition.table]?.contains(column) == true
                let isJudged = isShown && judged[definition.table]?.contains(column) == true
                return isJudged || mentions(definition.text, column) > (isShown ? 1 : 0)
            }
    }

    private func mentions(_ text: String, _ name: String) -> Int {
        StatementTokens(text)?.all.count { $0.identifier == name } ?? 0
    }
}

extension TableName {
    /// Its name as one says it.
    fileprivate var short: String { schema == "public" ? name : "\(schema).\(name)" }
}
