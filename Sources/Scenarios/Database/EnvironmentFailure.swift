/// The server failed, or the harness's way to it: what was being run says nothing.
public struct EnvironmentFailure: Error, Hashable, CustomStringConvertible {
    /// What failed.
    public let reason: String
    /// Whether the server is gone, so that no further cell can be run.
    public let isServerLost: Bool
    /// What failed.
    public var description: String { reason }

    init(reason: String, isServerLost: Bool = false) {
        self.reason = reason
        self.isServerLost = isServerLost
    }
}
