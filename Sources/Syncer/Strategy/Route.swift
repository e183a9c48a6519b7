public import OrderedCollections
public import Sequin

/// Which table a collection's records go to.
public struct Route: Hashable, Sendable {
    /// The collection.
    public var collection: Collection
    /// The table.
    public var table: TableName
    /// The fields that columns of another name hold: column → field.
    public var columns: OrderedDictionary<String, String>

    /// Creates a route.
    public init(collection: Collection, table: TableName, columns: OrderedDictionary<String, String> = [:]) {
        self.collection = collection
        self.table = table
        self.columns = columns
    }
}
