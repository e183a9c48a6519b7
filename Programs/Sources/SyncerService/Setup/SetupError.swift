/// Why a syncer cannot start: one sentence, and the exit code that goes with it. It holds no secrets.
public struct SetupError: Error, Sendable, CustomStringConvertible {
    /// The exit code: 64 usage, 65 the strategy or its table, 69 the database.
    public var exitCode: Int32
    /// One sentence without a full stop.
    public var description: String

    /// Creates an error.
    public init(_ exitCode: Int32, _ description: String) {
        self.exitCode = exitCode
        self.description = description
    }
}
