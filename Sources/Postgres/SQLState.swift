/// A five-character SQLSTATE code, under the names of the manual's appendix "PostgreSQL Error Codes".
public struct SQLState: Hashable, Sendable, Codable, CustomStringConvertible, RawRepresentable,
    ExpressibleByStringLiteral
{
    /// The code, such as `40P01`.
    public var rawValue: String

    /// Wraps a code.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Wraps a code written as a literal.
    public init(stringLiteral value: String) { rawValue = value }

    /// The code.
    public var description: String { rawValue }

    /// `connection_failure`; also ours for a connection that the server closed without a code.
    public static let connectionFailure: SQLState = "08006"
    /// `sqlclient_unable_to_establish_sqlconnection`: what a connection that never came about gets.
    public static let unableToConnect: SQLState = "08001"
    /// `feature_not_supported`.
    public static let featureNotSupported: SQLState = "0A000"
    /// `unique_violation`.
    public static let uniqueViolation: SQLState = "23505"
    /// `in_failed_sql_transaction`; also ours for a COMMIT that answered ROLLBACK.
    public static let inFailedTransaction: SQLState = "25P02"
    /// `serialization_failure`.
    public static let serializationFailure: SQLState = "40001"
    /// `deadlock_detected`.
    public static let deadlockDetected: SQLState = "40P01"
}
