import Syncer

/// Which tables, views and functions of a schema the scripts of a strategy can reach, by name and by what the server
/// runs by itself.
struct SchemaReach {
    private(set) var relations: Set<TableName> = []
    private(set) var functions: Set<String> = []

    /// - Parameters:
    ///   - tables: The tables that records go to.
    ///   - statements: What the scripts send; nil where that cannot be seen, so that they may reach anything.
    init(from tables: [TableName], _ statements: [String]?, in schema: SchemaObjects) {
        guard let statements else {
            relations = Set(schema.columns.keys)
            functions = Set(schema.functions.map(\.name))
            return
        }
        var names = Set(statements.flatMap { SQLWords($0).names })
        relations = Set(tables)
        var count = -1
        while count != names.count + relations.count + functions.count {
            count = names.count + relations.count + functions.count
            for relation in schema.columns.keys where names.contains(relation.name.lowercased()) {
                relations.insert(relation)
            }
            for (table, other) in schema.references {
                if relations.contains(table) { relations.insert(other) }
                if relations.contains(other) { relations.insert(table) }
            }
            for trigger in schema.triggers where relations.contains(trigger.table) {
                functions.insert(trigger.function)
                names.formUnion(SQLWords(trigger.definition).names)
            }
            for value in schema.defaults where relations.contains(value.table) {
                names.formUnion(SQLWords(value.expression).names)
            }
            for definition in schema.definitions where relations.contains(definition.table) {
                names.formUnion(SQLWords(definition.text).names)
            }
            for function in schema.functions
            where functions.contains(function.name) || names.contains(function.name.lowercased()) {
                functions.insert(function.name)
                names.formUnion(SQLWords(function.source ?? "").names)
            }
        }
    }
}
