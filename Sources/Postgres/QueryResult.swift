/// What a finished statement returned, values in text format.
public struct QueryResult: Hashable, Sendable {
    /// The command tag, such as `INSERT 0 1`.
    public var tag: String
    /// The names of the columns; empty for a statement that returns no rows.
    public var columns: [String]
    /// The rows; nil is NULL.
    public var rows: [[String?]]

    /// Creates a result.
    public init(tag: String, columns: [String] = [], rows: [[String?]] = []) {
        self.tag = tag
        self.columns = columns
        self.rows = rows
    }
}
