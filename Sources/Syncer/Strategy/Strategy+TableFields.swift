import OrderedCollections
public import Postgres
import Sequin

extension Strategy {
    /// Takes the fields of collections that name none from the columns of their tables.
    ///
    /// A column is meant if a script has a variable of its name, or hands on whole records to what mentions it; not one
    /// that Postgres fills in by itself.
    ///
    /// - Throws: ``StrategyError`` for a variable that no delivery has; `PostgresError`.
    public func withFieldsOfTables(on session: any Session) async throws -> Strategy {
        guard routes.contains(where: \.takesFieldsFromTable) else { return self }
        var strategy = self
        var columnsOfTables: [String] = []
        let mentions = try await mentions(on: session)
        for (index, route) in routes.enumerated() where route.takesFieldsFromTable {
            let found = try await session.run(
                Statement(Self.columnsQuery, parameters: [route.table.sql], origin: "fields"))
            let columns = found.rows.map(TableColumn.init)
            columnsOfTables += columns.map(\.name)
            let fields: [Field] = columns.compactMap { column in
                // `field(ofColumn:)` is nil for one that `columns` says holds none.
                let isMeant = route.columns[column.name] != nil || mentions.mean(column)
                guard let field = route.field(ofColumn: column.name), !RecordVariables.names.contains(field),
                    field.utf8.allSatisfy(\.isVariableCharacter), isMeant, !column.makesItself
                else { return nil }
                return Field(field, column.type, isNullable: column.isNullable)
            }
            // A table that has fields of the test collection, and no other, is one for that collection.
            let known = Set(route.collection.fields.map(\.name))
            let isForIt = columns.contains { known.contains($0.name) } && fields.allSatisfy { known.contains($0.name) }
            if !isForIt { strategy.routes[index].collection.fields = fields }
            strategy.routes[index].takesFieldsFromTable = false
        }
        try strategy.checkNames(meaning: columnsOfTables)
        return strategy
    }

    /// What a strategy's scripts, and the functions in its schema, mention.
    private struct Mentions {
        /// The variables.
        var variables: Set<String> = []
        /// The words of what gets whole records.
        var words: Set<String> = []
        /// The text of what gets whole records.
        var text = ""

        func mean(_ column: TableColumn) -> Bool {
            if variables.contains(column.name) || text.contains("'\(column.name)'") { return true }
            if column.hasDefault { return false }
            return words.contains(column.name.lowercased()) || words.contains { $0.contains("_populate_record") }
        }
    }

    private func mentions(on session: any Session) async throws -> Mentions {
        var mentions = Mentions()
        let statements = [upsert, delete, batch].compactMap { $0 }.flatMap(\.statements)
        let names = statements.flatMap(\.references).map(\.name)
        mentions.variables = Set(names.map { $0.hasSuffix("_array") ? String($0.dropLast(6)) : $0 })
        guard names.contains("data") || names.contains("records") else { return mentions }
        let bodies = try await session.run(Statement(Self.functionsQuery, prepares: false, origin: "fields"))
        mentions.text =
            (statements.map { Rendering(parametersOf: $0.template).sql } + bodies.rows.compactMap { $0[0] })
            .joined(separator: "\n")
        mentions.words = Set(Self.words(of: mentions.text))
        return mentions
    }

    private static func words(of text: String) -> [String] {
        text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    }

    private static let columnsQuery = """
        select a.attname, coalesce(b.typname, t.typname), not a.attnotnull,
            a.atthasdef, a.attidentity <> '' or a.attgenerated <> ''
                or coalesce(pg_get_expr(d.adbin, d.adrelid) like 'nextval(%', false),
            coalesce(b.typcategory, t.typcategory) = 'A'
        from pg_attribute a join pg_type t on t.oid = a.atttypid
            left join lateral (
                with recursive chain(oid, kind, base) as (
                    select x.oid, x.typtype, x.typbasetype from pg_type x where x.oid = t.typbasetype
                    union all
                    select x.oid, x.typtype, x.typbasetype from chain join pg_type x on x.oid = chain.base
                    where chain.kind = 'd')
                select p.typname, p.typcategory from chain join pg_type p on p.oid = chain.oid where chain.kind <> 'd'
            ) b on t.typtype = 'd'
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped
        order by a.attnum
        """

    private static let functionsQuery = """
        select p.prosrc from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
            and p.prorettype <> 'trigger'::regtype
            and not exists (
                select 1 from pg_depend e
                where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')
        """
}

/// A column of a table whose columns are a collection's fields.
private struct TableColumn {
    let name: String
    let type: FieldType
    let isNullable: Bool
    let hasDefault: Bool
    /// Whether Postgres fills it in by itself.
    let makesItself: Bool

    init(_ row: [String?]) {
        name = row[0] ?? ""
        isNullable = row[2] == "t"
        hasDefault = row[3] == "t"
        makesItself = row[4] == "t"
        type = row[5] == "t" ? .json : Self.type(row[1] ?? "")
    }

    private static func type(_ base: String) -> FieldType {
        switch base {
        case "int2", "int4", "int8", "oid": .integer
        case "numeric", "float4", "float8": .number
        case "bool": .boolean
        case "timestamp", "timestamptz": .timestamp
        case "json", "jsonb": .json
        default: .text
        }
    }
}
