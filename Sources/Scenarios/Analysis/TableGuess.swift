internal import Sequin
package import Syncer

/// What a table's catalogue suggests of a strategy for it: which column is the record's id, which its version, which say
/// that it is deleted, and which are fields.
package struct TableGuess: Hashable, Sendable {
    /// What the catalogue says of the table.
    package let facts: TableFacts

    package typealias Column = ColumnFacts

    package init(_ facts: TableFacts) { self.facts = facts }

    /// The table.
    package var table: TableName { facts.table }

    /// The same, as SQL needs it.
    package var sql: String { facts.sql }

    /// Its columns, in order.
    package var columns: [Column] { facts.columns }

    // MARK: Guesses

    /// The column that holds the record's id: one that is unique by itself, and that the writer fills in.
    package var key: Column? {
        let candidates = columns.filter { $0.isUnique && !$0.makesItself }
        return candidates.first { $0.name == "id" } ?? candidates.first { $0.isPrimary && !$0.hasDefault }
            ?? candidates.first { !$0.hasDefault } ?? candidates.first
            ?? (joinedKey.isEmpty ? columns.first { $0.isUnique } : nil)
    }

    /// The columns that hold the record's id together, where no single one does.
    package var keyParts: [Column] { key == nil ? joinedKey : [] }

    /// The columns of a unique key of several, all of which the writer fills in.
    private var joinedKey: [Column] {
        let told = facts.compositeKeys.map { key in key.columns.compactMap { name in columns.first { $0.name == name } }
        }
        return told.first { parts in parts.allSatisfy { !$0.makesItself && $0.fieldType != .json } } ?? []
    }

    /// The column that holds the version; nil where no name says so.
    package var version: Column? {
        column(named: ["updated_idx", "version", "ver", "record_version", "revision", "rev", "seq", "sequence", "lsn"])
        {
            ["int4", "int8", "numeric"].contains($0.base) && !$0.isArray
        } ?? columns.first(where: isCalledLikeVersion)
    }

    private func isCalledLikeVersion(_ column: Column) -> Bool {
        let name = column.name.lowercased()
        let endings = ["version", "revision", "_rev", "_seq", "_idx", "generation"]
        return endings.contains(where: name.hasSuffix) && ["int8", "numeric"].contains(column.base)
            && !column.isArray && !column.makesItself && column != key
    }

    /// A column that holds a time by which rows might be ordered, where there is no version.
    package var time: Column? {
        column(named: ["updated_at", "modified_at", "last_modified", "updated", "updatedat", "source_updated_at"]) {
            $0.isTime && !$0.isArray
        }
    }

    /// The column that says that a record is deleted.
    package var deleted: Column? {
        column(named: ["deleted", "is_deleted", "removed", "is_removed", "isdeleted"]) {
            $0.base == "bool" && !$0.isArray
        }
    }

    /// A column that says when a record was deleted, which nothing of a record can be compared with.
    package var deletionTime: Column? {
        column(named: ["deleted_at", "deletedat", "removed_at"]) { $0.isTime && !$0.isArray }
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
        return columns.filter {
            !taken.contains($0.name) && !$0.makesItself && !($0.hasDefault && ($0.isTime || $0.base == "date"))
        }
    }

    /// The columns that are the table's own business.
    package var others: [Column] {
        let taken = ([key, version, deleted].compactMap { $0 } + fields).map(\.name)
        return columns.filter { !taken.contains($0.name) }
    }
}
