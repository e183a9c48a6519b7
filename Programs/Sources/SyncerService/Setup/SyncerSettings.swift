/// What a syncer does, but for where its deliveries come from.
public struct SyncerSettings: Sendable, CustomStringConvertible {
    /// The strategy's folder.
    public var strategy: String
    /// The database's URL, or a libpq string of keywords and values.
    public var databaseURL: String
    /// How many workers, each with a session and a thread of its own; at least 1.
    public var workers: Int
    /// How many deliveries a worker takes at once; nil: 500 where the strategy has a batch.sql, or else 10.
    public var batchSize: Int?
    /// The deadline as a fraction of ackWait where the strategy names none; nil: none then.
    public var deadline: Double?
    /// How long to wait for a database that is still starting.
    public var databaseWait: Duration
    /// How long workers may take to finish what they hold once they are asked to stop.
    public var grace: Duration

    /// Creates settings.
    public init(
        strategy: String, databaseURL: String, workers: Int = 2, batchSize: Int? = nil, deadline: Double? = 0.75,
        databaseWait: Duration = .zero, grace: Duration = .seconds(10)
    ) {
        self.strategy = strategy
        self.databaseURL = databaseURL
        self.workers = max(1, workers)
        self.batchSize = batchSize
        self.deadline = deadline
        self.databaseWait = databaseWait
        self.grace = grace
    }

    /// Without the database's URL, which may hold a password.
    public var description: String { "\(strategy), \(workers) workers" }
}
