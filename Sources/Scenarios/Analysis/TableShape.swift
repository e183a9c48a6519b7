import FakeSequin
import Postgres
import Syncer

/// What a converged table looks like: which of its columns show which field of a record.
struct TableShape: Sendable {
    /// A column that shows a field.
    struct Column: Hashable, Sendable {
        var name: String
        /// The record's field: the name of a script variable.
        var field: String
        /// The type, as Postgres writes it, with its modifiers.
        var type: String
        /// Whether it is an array that shows a JSON array.
        var isArray = false
        /// The columns that it joins, where ids are made of several: then it has no name of its own in the table.
        var parts: [String] = []

        /// The columns of the table that it is in: itself, or those that it joins.
        var names: [String] { parts.isEmpty ? [name] : parts }

        /// An expression that gives it.
        ///
        /// - Parameter row: What stands before the columns' names, such as `new.` in a trigger.
        func sql(of row: String = "") -> String {
            guard !parts.isEmpty else { return row + Connection.quoteIdentifier(name) }
            let texts = parts.map { "\(row)\(Connection.quoteIdentifier($0))::text" }
            return "concat_ws('\(Self.separator)', \(texts.joined(separator: ", ")))"
        }

        /// What parts the texts of an id that is made of several columns.
        static let separator = "/"

        /// json is compared as jsonb: the order of keys means nothing.
        var isJSON: Bool { type == "json" || type == "jsonb" }
    }

    /// The collection whose records it holds.
    let slug: String
    /// Its name, schema and all.
    let table: String
    /// The same, as SQL needs it.
    let quoted: String
    /// The columns, `id` first, which may join several.
    let columns: [Column]
    /// Whether it is a table, not a view.
    let isTable: Bool
    /// How ids must be written to fit, unless only some do.
    let idStyle: IDStyle
    /// What is stored for ids that are stored as another text: stored → id.
    var storedIDs: [String: String] = [:]
    /// What the catalogue says of it; nil of one that is made up.
    var facts: TableFacts?
    /// Whether Postgres works the id out from other columns.
    var generatesID = false
    /// Whether versions are moments.
    let versionsAreTimes: Bool
    /// Where the version is, if it is stored at all.
    let versionIndex: Int?
    /// Where it says that a row is deleted, if it says so.
    let deletedIndex: Int?
    /// The statement that reads all compared columns of all rows, as text.
    let reading: Statement

    init(
        slug: String, table: String, quoted: String, columns: [Column], idType: String, isTable: Bool = true,
        version: String = UpstreamSettings.Own.usualVersion
    ) {
        self.slug = slug
        self.table = table
        self.quoted = quoted
        self.columns = columns
        self.isTable = isTable
        versionIndex = columns.firstIndex { $0.field == version }
        deletedIndex = columns.firstIndex { $0.field == "deleted" }
        versionsAreTimes = versionIndex.map { columns[$0].type.hasPrefix("timestamp") } ?? false
        idStyle = Self.idStyle(idType)
        let list = columns.map { Self.asText($0.sql(), $0) }
        reading = Statement("select \(list.joined(separator: ", ")) from \(quoted) order by 1")
    }

    /// How ids are written for a type by its own name.
    static func idStyle(_ base: String) -> IDStyle {
        switch base {
        case "uuid": .uuid
        case "int2", "int4", "int8", "numeric": .integer
        default: .text
        }
    }

    /// A column's value as text.
    static func asText(_ expression: String, _ column: Column) -> String {
        if column.isArray { return "to_jsonb(\(expression))::text" }
        return column.isJSON ? "(\(expression))::jsonb::text" : "(\(expression))::text"
    }

    /// What a column should show for a text.
    static func expectation(_ text: String, in column: Column) -> String {
        if column.isJSON { return asText("\(Connection.quoteLiteral(text))::jsonb", column) }
        return asText(value(text, in: column), column)
    }

    /// A text as a value of a column; of an array, its JSON.
    static func value(_ text: String, in column: Column) -> String {
        let literal = Connection.quoteLiteral(text)
        if column.isArray { return "array(select jsonb_array_elements_text(\(literal)::jsonb))::\(column.type)" }
        return "\(literal)::\(column.type)"
    }

    /// The id of the record whose row has this in its column of ids.
    func id(stored text: String) -> String { storedIDs[text] ?? text }

    /// What the column of ids has for a record.
    func stored(id: String) -> String { storedIDs.first { $0.value == id }?.key ?? id }
}
