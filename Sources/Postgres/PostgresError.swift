/// An error that the server reported, or the loss of the connection to it.
///
/// It carries no parameter values; Postgres's own detail line may, and stays in ``detail``.
public struct PostgresError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The SQLSTATE; `08006` where the connection was lost without one.
    public var sqlState: SQLState
    /// Postgres's primary message.
    public var message: String
    /// Postgres's detail line, which may hold values.
    public var detail: String?
    /// Postgres's hint.
    public var hint: String?
    /// Where in the statement's text the error lies: characters from 1.
    public var position: Int?
    /// Whether the connection is gone, so that a running statement's outcome is unknown.
    public var connectionLost: Bool
    /// The column that it is about, where Postgres names one.
    public var column: String?
    /// The constraint that it is about, where Postgres names one.
    public var constraint: String?
    /// Whether a function raised it on purpose: `raise` in PL/pgSQL.
    public var isRaised = false

    /// Creates an error.
    public init(
        sqlState: SQLState, message: String, detail: String? = nil, hint: String? = nil, position: Int? = nil,
        connectionLost: Bool = false
    ) {
        self.sqlState = sqlState
        self.message = message
        self.detail = detail
        self.hint = hint
        self.position = position
        self.connectionLost = connectionLost
    }

    /// The SQLSTATE and the message.
    public var description: String { "\(sqlState): \(message)" }
}
