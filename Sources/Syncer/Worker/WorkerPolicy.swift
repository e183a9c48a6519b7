public import Postgres

/// What a worker does around the applying of deliveries.
public struct WorkerPolicy: Hashable, Sendable {
    /// How many deliveries it takes at once; at least 1.
    public var batchSize: Int
    /// When it acknowledges.
    public var ack: AckPolicy
    /// What it does about failures.
    public var onError: ErrorPolicy
    /// What it does about a batch that failed as one.
    public var batchFailure = BatchFailure.oneByOne
    /// The errors after which a script is rolled back and run again.
    public var retry: [SQLState]
    /// How often a script is run again after such an error.
    public var retryLimit: Int
    /// A hard timeout as a fraction of the consumer's ackWait, measured from before the receive was sent: work past
    /// it is cancelled on the server, rolled back, and neither acknowledged nor given back.
    public var deadline: Double?

    /// Creates a policy; the defaults are those of `strategy.yml`.
    public init(
        batchSize: Int = 1, ack: AckPolicy = .afterCommit, onError: ErrorPolicy = .nack,
        retry: [SQLState] = [.serializationFailure, .deadlockDetected, .uniqueViolation], retryLimit: Int = 3,
        deadline: Double? = nil
    ) {
        self.batchSize = batchSize
        self.ack = ack
        self.onError = onError
        self.retry = retry
        self.retryLimit = retryLimit
        self.deadline = deadline
    }
}
