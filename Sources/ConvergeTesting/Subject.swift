public import Sequin
public import Syncer

/// Swift code under test, and what it needs: a destination that writes records, and the table that it writes to.
public struct Subject: Sendable {
    /// Where a table's DDL is.
    public enum Schema: Hashable, Sendable {
        /// SQL.
        case sql(String)
        /// A file, such as what `pg_dump --schema-only` printed, or a folder of migrations.
        case path(String)
    }

    /// What reports call it.
    public var name: String
    /// The code.
    public var destination: any Destination
    /// The DDL, run once in each throwaway database.
    public var schema: Schema
    /// Whose records it takes: their fields are made up, and compared with the table's columns.
    public var collection: Collection
    /// The table: `schema.table`, or `table` for one in `public`.
    public var table: String
    /// The fields that columns of another name hold: column → field, such as `["version": "updated_idx"]`.
    public var columns: KeyValuePairs<String, String>
    /// What becomes of the rows of deleted records.
    public var deletes: Deletes
    /// How the worker behaves around the code.
    public var policy: WorkerPolicy

    /// Describes code under test.
    ///
    /// - Parameters:
    ///   - destination: The code.
    ///   - name: What reports call it; nil for its type's name.
    ///   - schema: The DDL, run once in each throwaway database.
    ///   - collection: Whose records it takes.
    ///   - table: The table: `schema.table`, or `table` for one in `public`.
    ///   - columns: The fields that columns of another name hold: column → field.
    ///   - deletes: What becomes of the rows of deleted records.
    ///   - policy: How the worker behaves around the code.
    public init(
        _ destination: any Destination, name: String? = nil, schema: Schema, collection: Collection, table: String,
        columns: KeyValuePairs<String, String> = [:], deletes: Deletes = .soft, policy: WorkerPolicy = WorkerPolicy()
    ) {
        self.name = name ?? "\(type(of: destination))"
        self.destination = destination
        self.schema = schema
        self.collection = collection
        self.table = table
        self.columns = columns
        self.deletes = deletes
        self.policy = policy
    }
}
