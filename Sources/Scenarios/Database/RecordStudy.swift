import FakeSequin
import OrderedCollections
import Postgres
import Sequin
import Syncer

/// Finds out, on the server, which ids and values the tables of a strategy take.
///
/// What the fields' types alone would give is kept where the table takes all of it.
struct RecordStudy {
    let strategy: Strategy
    let settings: UpstreamSettings
    /// The tables, in the order of the strategy's routes.
    let tables: [TableShape]
    /// A session of the owner of everything in a scratch copy.
    let connection: Connection
    private(set) var source: RecordSource

    /// A route's table as the catalogue has it.
    private struct Table {
        let route: Route
        let columns: [ColumnFacts]
        let own: UpstreamSettings.Own
        /// The columns that make up the id, where several do.
        let parts: [String]
        /// The fields that stay with a record, and those that no two records share.
        var constants: [String] = []
        var distinct: [String] = []

        /// The columns that hold a field.
        func columns(of field: String) -> [ColumnFacts] {
            columns.filter { route.field(ofColumn: $0.name) == field }
        }
    }

    init(
        _ strategy: Strategy, settings: UpstreamSettings, tables: [TableShape], idStyle: IDStyle, connection: Connection
    ) {
        self.strategy = strategy
        self.settings = settings
        self.tables = tables
        self.connection = connection
        source = RecordSource(strategy, idStyle: idStyle)
        source.keepsVersionsSmall = settings.versions == .small
    }

    /// Looks at all tables.
    ///
    /// - Throws: `StrategyError` for a column that nothing fits; `PostgresError`.
    mutating func run() async throws {
        for (index, route) in strategy.routes.enumerated() {
            guard let facts = tables[index].facts else { continue }
            var table = Table(
                route: route, columns: facts.columns, own: settings[route.collection.slug],
                parts: tables[index].columns[0].parts)
            try sortKeys(facts.keys, of: &table)
            var shape = RecordShape()
            shape.constants = table.constants
            shape.distinct = table.distinct
            shape.samples = table.own.samples
            if route.collection.fields.contains(where: { $0.name == table.own.version }) {
                shape.version = table.own.version
            }
            try await chooseIDs(of: table, into: &shape)
            for (position, field) in route.collection.fields.enumerated() {
                if table.columns(of: field.name).contains(where: \.isNotNull) {
                    source.collections[index].fields[position].isNullable = false
                }
                if field.name != shape.version, shape.parts[field.name] == nil {
                    try await chooseValues(of: field, table, into: &shape)
                }
            }
            try await checkOthers(table)
            if shape != RecordShape() { source.shapes[route.collection.slug] = shape }
        }
    }

    /// A field beside the id in a unique key stays with its record; of a unique key without the id, one field differs
    /// between records: the one that may have the most values.
    private func sortKeys(_ keys: [TableFacts.Key], of table: inout Table) throws {
        let own = table.route.collection.fields.map(\.name)
        for key in keys {
            let fields = key.reads.compactMap { table.route.field(ofColumn: $0) }
            let hasParts = !table.parts.isEmpty && Set(key.reads).isSuperset(of: table.parts)
            if fields.contains("id") || hasParts, key.overlapping.isEmpty {
                for field in fields where own.contains(field) && !table.constants.contains(field) {
                    table.constants.append(field)
                }
            } else if !fields.contains("id"), !hasParts, !fields.contains("upstream_id"), table.own.samples.isEmpty,
                let field = try fieldThatDiffers(key, table), !table.distinct.contains(field)
            {
                table.distinct.append(field)
            }
        }
    }

    /// The field of a unique key that differs between records; nil if it has none of the collection's own.
    private func fieldThatDiffers(_ key: TableFacts.Key, _ table: Table) throws -> String? {
        let names = table.route.collection.fields.map(\.name)
        let own = key.reads.map { (column: $0, field: table.route.field(ofColumn: $0) ?? "") }
            .filter { names.contains($0.field) }
        // Whether two values overlap, only their author knows.
        let told = own.filter { !key.overlapping.contains($0.column) || table.own.values[$0.field] != nil }
        if let widest = told.max(by: { room(for: $0.column, table) < room(for: $1.column, table) }) {
            return widest.field
        }
        guard let (name, field) = own.first(where: { $0.column == key.overlapping.min() }),
            let column = table.columns.first(where: { $0.name == name })
        else { return nil }
        throw refused(
            column, "which of its values '\(key.name)' lets stand side by side is not known",
            remedy: "name some that it does in strategy.yml: 'values: {\(field): [first, second]}'")
    }

    /// How many values a column may have, roughly.
    private func room(for name: String, _ table: Table) -> Int {
        guard let column = table.columns.first(where: { $0.name == name }) else { return 0 }
        if let given = table.route.field(ofColumn: name).flatMap({ table.own.values[$0] }) { return given.count }
        if column.base == "bool" { return 2 }
        if !column.labels.isEmpty { return column.labels.count }
        return column.parent != nil || !column.hints.isEmpty ? 1_000 : 1_000_000
    }

    // MARK: Ids

    /// How many records there may be.
    private static let mostRecords = 100

    private mutating func chooseIDs(of table: Table, into shape: inout RecordShape) async throws {
        let slug = table.route.collection.slug
        if let given = table.own.values["upstream_id"] { shape.upstreamIDs = given.map(\.plainText) }
        guard table.parts.isEmpty else { return try await joinIDs(of: table, into: &shape) }
        guard let column = table.columns(of: "id").first else { return }
        let style = TableShape.idStyle(column.base)
        let usual = (0..<Self.mostRecords).map { style.id($0) }
        let seeds = try await parents(of: column)
        let isUsual = table.own.values["id"] == nil && seeds.isEmpty
        let probe = ColumnProbe(column: column, connection: connection)
        var taken = isUsual ? try await probe.taken(usual) : []
        if taken.count < usual.count || style != source.idStyle {
            if taken.count < usual.count {
                let given = table.own.values["id"].map { $0.map(\.plainText) }
                taken = try await probe.taken(given ?? (seeds.isEmpty ? ValueCandidates(column).ids : seeds))
            }
            taken = taken.unlike
            shape.ids = taken.prefix(Self.mostRecords).map(\.value)
        }
        guard !taken.isEmpty else {
            throw refused(
                column, "no id was found that it takes",
                remedy: "name some in strategy.yml: 'values: {id: [first, second, third]}'")
        }
        let others = taken.filter { $0.value != $0.stored }
        if !others.isEmpty {
            source.storedIDs[slug] = Dictionary(
                others.map { ($0.stored, $0.value) }, uniquingKeysWith: { one, _ in one })
        }
    }

    /// Ids that are made of several fields.
    private func joinIDs(of table: Table, into shape: inout RecordShape) async throws {
        var parts: [CompositeIDs.Part] = []
        for name in table.parts {
            guard let column = table.columns.first(where: { $0.name == name }),
                let field = table.route.collection.fields.first(where: { $0.name == table.route.field(ofColumn: name) })
            else { continue }
            parts.append(
                CompositeIDs.Part(
                    field: field, column: column, given: table.own.values[field.name],
                    seeds: try await parents(of: column), isDistinct: shape.distinct.contains(field.name)))
        }
        let made = try await CompositeIDs(parts: parts, connection: connection).choose(Self.mostRecords)
        if let part = made.empty {
            throw refused(
                part.column, "no value was found for it that '\(part.field.name)', a part of the key, can have",
                remedy: "name some in strategy.yml: 'values: {\(part.field.name): [first, second]}'")
        }
        shape.ids = made.ids
        shape.parts = made.values
        for part in parts where !shape.constants.contains(part.field.name) { shape.constants.append(part.field.name) }
    }

    // MARK: Values

    private func chooseValues(of field: Field, _ table: Table, into shape: inout RecordShape) async throws {
        let columns = table.columns(of: field.name).filter { !$0.isGenerated }
        if let given = table.own.values[field.name] {
            for column in columns where !column.isArray || field.type != .json {
                let texts = given.map(\.plainText)
                let taken = try await ColumnProbe(column: column, connection: connection).taken(texts)
                if let bad = texts.first(where: { text in !taken.contains { $0.value == text } }) {
                    throw refused(
                        column, "it cannot hold '\(bad)', a value of '\(field.name)'",
                        remedy: "take it from 'values' in strategy.yml")
                }
            }
            shape.values[field.name] = given
            return
        }
        guard !columns.isEmpty, shape.samples.isEmpty else { return }
        var seeds: [[String]] = []
        for column in columns { seeds.append(try await parents(of: column)) }
        let study = FieldStudy(
            field: field, columns: columns, seeds: seeds, isDistinct: shape.distinct.contains(field.name),
            connection: connection)
        switch try await study.values() {
        case nil: try await study.widen(&shape, numbers: !source.hasPlainNumbers)
        case []?:
            throw refused(
                columns[0], "no value was found for it that '\(field.name)', which is \(field.type.rawValue), can have",
                remedy: "name some in strategy.yml: 'values: {\(field.name): [first, second]}'")
        case let values?: shape.values[field.name] = values
        }
    }

    /// The values that the rows of the table have that a column refers to.
    private func parents(of column: ColumnFacts) async throws -> [String] {
        guard let parent = column.parent else { return [] }
        let name = Connection.quoteIdentifier(parent.column)
        let found = try await connection.run(
            Statement(
                "select distinct (\(name))::text from \(parent.table) where \(name) is not null order by 1 limit \(Self.mostRecords)",
                prepares: false))
        return found.rows.compactMap { $0[0] }
    }

    // MARK: What every record has

    /// Sees that columns which hold a record's own version, times and the like can hold them.
    private func checkOthers(_ table: Table) async throws {
        let isSmall = settings.versions == .small
        for column in table.columns where !column.isGenerated {
            guard let field = table.route.field(ofColumn: column.name) else { continue }
            let isVersion = field == table.own.version
            let numbers = ["1", "9", "1000"] + (isSmall ? [] : ["2147483647", "2147483655"])
            let type = table.route.collection.fields.first { $0.name == field }?.type
            let examples: [String]
            switch field {
            case "updated_idx": examples = numbers
            case "deleted": examples = ["true", "false"]
            case "upstream_created_at", "upstream_updated_at": examples = ["2024-01-01T00:01:00Z"]
            case "data", "sync_metadata": examples = [#"{"tenant": "one"}"#]
            default: examples = !isVersion ? [] : type == .timestamp ? ["2024-01-01T00:01:00Z"] : numbers
            }
            let taken = try await ColumnProbe(column: column, connection: connection).taken(examples)
            if let bad = examples.first(where: { text in !taken.contains { $0.value == text } }) {
                throw refused(column, "it cannot hold \(field), such as \(bad)", remedy: advice(column, field, bad))
            }
            if isVersion, !column.isNumber, !column.isText, !column.isTime {
                throw refused(
                    column, "its type has no order of versions",
                    remedy: "store the version as a number or a time, or name another field: 'version: FIELD'")
            }
        }
    }

    private func advice(_ column: ColumnFacts, _ field: String, _ value: String) -> String {
        if Int64(value).map({ $0 > Int64(Int32.max) || $0 > 99 }) == true, column.isNumber {
            return "make it bigint, or say 'versions: small' in strategy.yml"
        }
        if field == "updated_idx", column.isTime {
            return "map it to a time, and order versions by that: 'columns: {\(column.name): upstream_updated_at}' and "
                + "'version: upstream_updated_at'"
        }
        return TrialDeliveries.otherwise(column.name)
    }

    private func refused(_ column: ColumnFacts, _ message: String, remedy: String) -> StrategyError {
        let file = strategy.destination == nil ? "\(strategy.folder)/strategy.yml" : strategy.name
        return StrategyError(file: file, message: "column \(column.name) is \(column.type): \(message)", remedy: remedy)
    }
}
