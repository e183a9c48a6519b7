import Processes

/// Virtual time was asked for, for programs or for Postgres, and cannot be had on this machine.
public struct VirtualTimeUnavailable: Error, Hashable, Sendable, CustomStringConvertible {
    /// Why, in half a sentence.
    public let description: String
    /// Whether it is Postgres that was to have it.
    public var isOfServer = false

    init(description: String, isOfServer: Bool = false) {
        self.description = description
        self.isOfServer = isOfServer
    }

    /// - Parameter error: Why a server was not started; no reason at all unless it is about time.
    init?(startError error: any Error) {
        guard let failure = error as? Launch.Failure, failure.isOfTime else { return nil }
        self.init(description: failure.description, isOfServer: true)
    }
}
