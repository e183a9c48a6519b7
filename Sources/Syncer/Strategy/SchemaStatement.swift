/// One DDL statement of a strategy's schema.
public struct SchemaStatement: Hashable, Sendable {
    /// The SQL, without a `;`.
    public var sql: String
    /// Where it starts.
    public var place: Place
    /// The folder that the file is in, for errors.
    var folder: String

    /// `file:line`.
    public var origin: String { "\(place.file):\(place.line)" }
}
