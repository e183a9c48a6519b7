/// A database as it is at a violation.
public struct OpenWorld: Sendable {
    /// How to connect to it, as psql takes it: keywords and values, without a password.
    public let connection: String
    /// Why it is gone: its server is; nil while it is there.
    public let loss: @Sendable () -> EnvironmentFailure?
}
