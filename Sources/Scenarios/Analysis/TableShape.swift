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

        /// json is compared as jsonb: the order of keys means nothing.
        var isJSON: Bool { type == "json" || type == "jsonb" }
    }

    /// The collection whose records it holds.
    let slug: String
    /// Its name, schema and all.
    let table: String
    /// The same, as SQL needs it.
    let quoted: String
    /// The columns, `id` first.
    let columns: [Column]
    /// Whether it is a table, not a view.
    let isTable: Bool
    /// How ids must be written to fit.
    let idStyle: IDStyle
    /// Where the version is, if it is stored at all.
    let versionIndex: Int?
    /// Where it says that a row is deleted, if it says so.
    let deletedIndex: Int?
    /// The statement that reads all compared columns of all rows, as text.
    let reading: Statement

    init(slug: String, table: String, quoted: String, columns: [Column], idType: String, isTable: Bool = true) {
        self.slug = slug
        self.table = table
        self.quoted = quoted
        self.columns = columns
        self.isTable = isTable
        versionIndex = columns.firstIndex { $0.field == "updated_idx" }
        deletedIndex = columns.firstIndex { $0.field == "deleted" }
        idStyle =
            switch idType {
            case "uuid": .uuid
            case "smallint", "integer", "bigint", "numeric": .integer
            default: .text
            }
        let list = columns.map { Self.asText(Connection.quoteIdentifier($0.name), isJSON: $0.isJSON) }
        reading = Statement("select \(list.joined(separator: ", ")) from \(quoted) order by 1")
    }

    static func asText(_ expression: String, isJSON: Bool) -> String {
        isJSON ? "(\(expression))::jsonb::text" : "(\(expression))::text"
    }
}
