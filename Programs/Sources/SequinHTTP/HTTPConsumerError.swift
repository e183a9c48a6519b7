/// Why a call to a consumer failed. It holds neither the token nor a record's values.
public struct HTTPConsumerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kinds of failure there are.
    public enum Reason: Hashable, Sendable {
        /// No answer came: the connection was refused, lost or too slow.
        case unreachable
        /// The server answered with a status that is no success.
        case status(Int)
        /// The answer is not what the API promises.
        case malformed
    }

    /// What kind of failure it is.
    public var reason: Reason
    /// One sentence without a full stop: what the server said, or what happened.
    public var description: String

    /// Creates an error.
    public init(_ reason: Reason, _ description: String) {
        self.reason = reason
        self.description = description
    }

    /// Whether the same call may succeed later: the server is away or overloaded.
    public var isTransient: Bool {
        switch reason {
        case .unreachable: true
        case .status(let status): [408, 425, 429].contains(status) || status >= 500
        case .malformed: false
        }
    }
}
