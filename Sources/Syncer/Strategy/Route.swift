public import OrderedCollections
public import Sequin

/// Which table a collection's records go to.
public struct Route: Hashable, Sendable {
    /// The collection.
    public var collection: Collection
    /// The table.
    public var table: TableName
    /// The fields that columns of another name hold: column → field. A column that holds none, whatever its name, has an
    /// empty text.
    public var columns: OrderedDictionary<String, String>
    /// Whether the collection's fields are the columns of its table, which the server knows.
    package var takesFieldsFromTable = false

    /// Creates a route.
    public init(collection: Collection, table: TableName, columns: OrderedDictionary<String, String> = [:]) {
        self.collection = collection
        self.table = table
        self.columns = columns
    }

    /// The field that a column of the table holds: the one that ``columns`` says, else the one of its own name.
    ///
    /// - Returns: Nil where the column is the table's own business, since ``columns`` has the field of its name held by
    ///   another: with `{user_id: id}` a column `id` is a key of the table's own making.
    public func field(ofColumn name: String) -> String? {
        if let field = columns[name] { return field.isEmpty ? nil : field }
        return columns.values.contains(name) ? nil : name
    }
}
