import OrderedCollections
import Sequin
package import Syncer

/// What a table's catalogue suggests of a strategy for it: which column is the record's id, which its version, which say
/// that it is deleted, and which are fields.
package struct TableGuess: Hashable, Sendable {
    /// A column as the catalogue has it.
    package struct Column: Hashable, Sendable {
        package var name: String
        /// The same, as SQL needs it.
        package var sql: String
        /// The type, as Postgres writes it.
        package var type: String
        package var isNotNull: Bool
        package var hasDefault: Bool
        /// Whether Postgres makes its values: identity, serial, generated.
        package var makesItself: Bool
        /// Whether it alone is unique.
        package var isUnique: Bool
        package var isPrimary: Bool
    }

    /// The table.
    package let table: TableName
    /// The same, as SQL needs it.
    package let sql: String
    /// Its columns, in order.
    package let columns: [Column]
    /// The columns of its primary key.
    package let primaryKey: [String]

    package init(table: TableName, sql: String, columns: [Column], primaryKey: [String]) {
        self.table = table
        self.sql = sql
        self.columns = columns
        self.primaryKey = primaryKey
    }

    // MARK: Guesses

    /// The column that holds the record's id: one that is unique by itself, and that the writer fills in.
    package var key: Column? {
        let candidates = columns.filter { $0.isUnique && !$0.makesItself }
        return candidates.first { $0.name == "id" } ?? candidates.first { $0.isPrimary && !$0.hasDefault }
            ?? candidates.first { !$0.hasDefault } ?? candidates.first ?? columns.first { $0.isUnique }
    }

    /// The column that holds the version; nil where no name says so.
    package var version: Column? {
        column(named: ["updated_idx", "version", "ver", "record_version", "revision", "rev", "seq", "sequence", "lsn"])
        {
            ["integer", "bigint", "numeric"].contains($0.type)
        }
    }

    /// A column that holds a time by which rows might be ordered, where there is no version.
    package var time: Column? {
        column(named: ["updated_at", "modified_at", "last_modified", "updated", "updatedat", "source_updated_at"]) {
            $0.type.hasPrefix("timestamp")
        }
    }

    /// The column that says that a record is deleted.
    package var deleted: Column? {
        column(named: ["deleted", "is_deleted", "removed", "is_removed", "isdeleted"]) { $0.type == "boolean" }
    }

    /// A column that says when a record was deleted, which nothing of a record can be compared with.
    package var deletionTime: Column? {
        column(named: ["deleted_at", "deletedat", "removed_at"]) { $0.type.hasPrefix("timestamp") }
    }

    private func column(named names: [String], where isFit: (Column) -> Bool) -> Column? {
        for name in names {
            if let found = columns.first(where: { $0.name.lowercased() == name && isFit($0) && $0 != key }) {
                return found
            }
        }
        return nil
    }

    /// The columns that hold the record's own fields: those that the writer has to fill in.
    package var fields: [Column] {
        let taken = [key?.name, version?.name, deleted?.name, deletionTime?.name].compactMap { $0 }
        return columns.filter { !taken.contains($0.name) && !$0.makesItself && !($0.hasDefault && $0.isTime) }
    }

    /// The columns that are the table's own business.
    package var others: [Column] {
        let taken = ([key, version, deleted].compactMap { $0 } + fields).map(\.name)
        return columns.filter { !taken.contains($0.name) }
    }
}

extension TableGuess.Column {
    var isTime: Bool { type.hasPrefix("timestamp") || type == "date" }

    /// The type of a field that it holds, as `fields:` writes it.
    package var fieldTypeName: String { fieldType.rawValue + (isNotNull ? "" : "?") }

    private var fieldType: FieldType {
        let bare = String(type.prefix { $0 != "(" })
        if bare.hasSuffix("[]") { return .json }
        return switch bare {
        case "smallint", "integer", "bigint": .integer
        case "numeric", "real", "double precision": .number
        case "boolean": .boolean
        case "json", "jsonb": .json
        case _ where isTime && bare != "date": .timestamp
        default: .text
        }
    }
}
