/// The server failed, so that no further cell can be run.
public struct EnvironmentFailure: Error, CustomStringConvertible {
    /// What failed.
    public let reason: String
    /// What failed.
    public var description: String { reason }
}
