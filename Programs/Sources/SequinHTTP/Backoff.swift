/// How long to wait before the next attempt: twice as long after each failure, up to a limit, and a random share of
/// that, so that callers that failed together do not come back together.
public struct Backoff: Hashable, Sendable {
    /// The longest wait after the first failure.
    public var first: Duration
    /// The longest wait at all.
    public var limit: Duration

    /// Creates a backoff; 100 ms, 200 ms … 10 s unless told otherwise.
    public init(first: Duration = .milliseconds(100), limit: Duration = .seconds(10)) {
        self.first = first
        self.limit = limit
    }

    /// The wait after so many failures in a row, from 1.
    ///
    /// - Parameter share: From 0 to 1: how much of the longest wait to take. At least half is taken.
    public func wait(afterFailures count: Int, share: Double) -> Duration {
        let longest = min(limit, first * (1 << min(20, max(0, count - 1))))
        return longest * (0.5 + 0.5 * min(1, max(0, share)))
    }
}
