/// What the catalogue says of a table, or of a view: its columns, its keys.
package struct TableFacts: Hashable, Sendable {
    /// What two rows may not have in common: a unique index, or an exclusion constraint's.
    package struct Key: Hashable, Sendable {
        package var name: String
        /// Its columns; those that are expressions are left out.
        package var columns: [String]
        /// The same, and the columns that its expressions read.
        package var reads: [String]
        /// Of these, the ones that an exclusion constraint compares by another operator than equality, such as overlap.
        package var overlapping: Set<String>
        package var isPrimary: Bool
        /// Whether it is unique, and covers all rows.
        package var isWhole: Bool
        /// Whether a part of it is an expression.
        package var hasExpressions: Bool
    }

    /// The table.
    package let table: TableName
    /// The same, as SQL needs it, schema and all.
    package let sql: String
    /// Whether it is a table, not a view.
    package let isTable: Bool
    /// The columns, in order. A view's are what those of the same name and type are in the tables below it.
    package let columns: [ColumnFacts]
    /// Its unique indexes and exclusion constraints, in the order in which they were made.
    package let keys: [Key]

    /// The unique keys of several columns that cover all rows.
    package var compositeKeys: [Key] { keys.filter { $0.isWhole && !$0.hasExpressions && $0.columns.count > 1 } }

    /// A column by its name.
    package func column(_ name: String) -> ColumnFacts? { columns.first { $0.name == name } }
}
