/// One statement as a session sends it: SQL text with `$1`… and the parameters' texts.
public struct Statement: Hashable, Sendable {
    /// The SQL, one statement, with `$1`, `$2`… where parameters go.
    public var sql: String
    /// The parameters in text format; nil is NULL. Postgres infers their types.
    public var parameters: [String?]
    /// Whether the session may keep it prepared. Off for statements whose text differs from call to call.
    public var prepares: Bool
    /// Where it was written, for people: `upsert.sql:3`. Empty for statements of our own.
    public var origin: String

    /// Creates a statement.
    public init(_ sql: String, parameters: [String?] = [], prepares: Bool = true, origin: String = "") {
        self.sql = sql
        self.parameters = parameters
        self.prepares = prepares
        self.origin = origin
    }
}
