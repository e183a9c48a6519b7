/// A database as it is at a violation.
public struct OpenWorld: Sendable {
    /// How to connect to it, as psql takes it: keywords and values, without a password.
    public let connection: String
}
