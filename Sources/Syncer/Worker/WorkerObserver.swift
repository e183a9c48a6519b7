public import Sequin

/// Learns what a worker does, as it happens: for logs, metrics, and checkers.
///
/// Every call is synchronous and made on the worker's own task.
public protocol WorkerObserver: Sendable {
    /// A batch has arrived.
    func received(_ deliveries: [Delivery])
    /// The destination is about to be asked to write these.
    func willApply(_ deliveries: [Delivery])
    /// The destination has written these without error.
    func applied(_ deliveries: [Delivery])
    /// The destination has failed to write these. `isFinal` is false where the worker is about to try again.
    func failed(_ deliveries: [Delivery], with error: any Error, isFinal: Bool)
    /// These ran into the deadline and were left to expire.
    func missedDeadline(_ deliveries: [Delivery])
    /// A call to the consumer failed.
    func consumerFailed(with error: any Error)
    /// A session could not be opened.
    func sessionFailed(with error: any Error)
}

extension WorkerObserver {
    /// Does nothing.
    public func received(_ deliveries: [Delivery]) {}
    /// Does nothing.
    public func willApply(_ deliveries: [Delivery]) {}
    /// Does nothing.
    public func applied(_ deliveries: [Delivery]) {}
    /// Does nothing.
    public func failed(_ deliveries: [Delivery], with error: any Error, isFinal: Bool) {}
    /// Does nothing.
    public func missedDeadline(_ deliveries: [Delivery]) {}
    /// Does nothing.
    public func consumerFailed(with error: any Error) {}
    /// Does nothing.
    public func sessionFailed(with error: any Error) {}
}

/// Observes nothing.
public struct NoObserver: WorkerObserver {
    /// Creates an observer that ignores everything.
    public init() {}
}
