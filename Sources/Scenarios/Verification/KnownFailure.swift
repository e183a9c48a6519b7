import Foundation
public import Syncer

/// A failure of an earlier run, to be tried before anything is explored.
public struct KnownFailure: Sendable {
    /// Its file.
    public let path: String
    /// What it says.
    public let file: FailureFile

    /// Names a failure.
    public init(path: String, file: FailureFile) {
        self.path = path
        self.file = file
    }

    /// What became of it.
    public enum State: Hashable, Sendable {
        /// A property is still violated.
        case stillFails
        /// All its choices were followed, and nothing is violated.
        case noLongerFails
        /// It came to no verdict: a statement did not end, or the environment failed.
        case saysNothing
        /// A choice is not possible any more.
        case cannotBeFollowed
    }

    /// Whether it is about a strategy.
    public func concerns(_ strategy: Strategy) -> Bool {
        let reference = BuiltInStrategies.reference(to: strategy)
        if file.strategy == reference { return true }
        guard reference == strategy.folder else { return false }
        return URL(fileURLWithPath: file.strategy).standardizedFileURL.path
            == URL(fileURLWithPath: reference).standardizedFileURL.path
    }
}
