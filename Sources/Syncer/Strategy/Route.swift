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

/// What becomes of a record's row when the record is deleted.
public enum Deletes: String, Hashable, Sendable, Codable, CaseIterable {
    /// The row goes.
    case hard
    /// The row stays, with `deleted = true`.
    case soft
}

/// What a strategy is expected to do in a scenario.
public struct Expectation: Hashable, Sendable {
    /// What a check shall conclude.
    public enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
        /// All properties hold.
        case holds
        /// A property is violated.
        case violated
    }

    /// The verdict.
    public var verdict: Verdict
    /// The property that is violated; nil says nothing about which.
    public var property: String?
    /// The consumer that this is about; nil is all.
    public var consumer: String?
    /// The line of `strategy.yml` that says so.
    public var line: Int?

    /// Creates an expectation.
    public init(_ verdict: Verdict, property: String? = nil, consumer: String? = nil, line: Int? = nil) {
        self.verdict = verdict
        self.property = property
        self.consumer = consumer
        self.line = line
    }
}
