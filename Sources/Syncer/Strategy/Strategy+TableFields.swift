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
            let columns = try await TableFacts.read(route.table) { try await session.run($0) }?.columns ?? []
            columnsOfTables += columns.map(\.name)
            let fields: [Field] = columns.compactMap { column in
                // `field(ofColumn:)` is nil for one that `columns` says holds none.
                let isMeant = route.columns[column.name] != nil || mentions.mean(column)
                guard let field = route.field(ofColumn: column.name), !RecordVariables.names.contains(field),
                    field.utf8.allSatisfy(\.isVariableCharacter), isMeant, !column.makesItself
                else { return nil }
                return Field(field, column.fieldType, isNullable: !column.isNotNull)
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

        func mean(_ column: ColumnFacts) -> Bool {
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
        if case .template(let template)? = command?.webhook?.payload { mentions.variables.formUnion(template.names) }
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

    private static let functionsQuery = """
        select p.prosrc from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
            and p.prorettype <> 'trigger'::regtype
            and not exists (
                select 1 from pg_depend e
                where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')
        """
}
