/// How a consumer is set up.
public struct ConsumerConfiguration: Hashable, Sendable, Codable {
    /// Which consumer to imitate.
    public var kind: ConsumerKind
    /// How long a delivery may stay unacknowledged; 60 s, as in the guide's example (Sequin's default is 30 s).
    public var ackWait: Duration
    /// How many slots may be in flight, at least 1; Sequin's default is 10,000.
    public var maxAckPending: Int
    /// How many deliveries a record gets before it is set aside as dead, at least 1; nil: for ever.
    ///
    /// Sequin stores the option, and its public code does not enforce it.
    public var maxDeliver: Int?
    /// Whether a record's changes go out one at a time (`sequin-sinks` only; its group is the primary key by default).
    ///
    /// Without, several messages of one record may be in flight, and in one batch.
    public var groupsByRecord: Bool
    /// Whether what was acknowledged is kept, so that it may come once more (`queue`, `webhook`): see
    /// ``ConsumerState/copies``.
    ///
    /// It costs memory for each message that was acknowledged, and nothing comes of it unless it is asked for.
    public var keepsCopies: Bool
    /// Until when acknowledged slots stay, keep their ids and fill the window (`sequin-streams` only).
    ///
    /// streams.ex deletes them from five minutes after the consumer's backfill on.
    public var keepsAckedUntil: Duration
    /// How many partitions there are, at least 1 (`log` only). A record's changes are all in one.
    public var partitions: Int

    /// Creates a configuration.
    public init(
        kind: ConsumerKind = .fenced, ackWait: Duration = .seconds(60), maxAckPending: Int = 10_000,
        maxDeliver: Int? = nil, groupsByRecord: Bool = true, keepsCopies: Bool = false,
        keepsAckedUntil: Duration = .seconds(300), partitions: Int = 2
    ) {
        self.kind = kind
        self.ackWait = ackWait
        self.maxAckPending = max(1, maxAckPending)
        self.maxDeliver = maxDeliver.map { max(1, $0) }
        self.groupsByRecord = groupsByRecord
        self.keepsCopies = keepsCopies && kind.keepsNoOrder
        self.keepsAckedUntil = kind == .sequinStreams ? keepsAckedUntil : .zero
        self.partitions = max(1, partitions)
    }

    /// Whether a record's messages go out one after the other.
    var keepsOrder: Bool { kind == .fifo || kind == .sequinSinks && groupsByRecord }

    /// How long a webhook waits after an attempt that failed, by its number from 1: a second, then twice as long each time,
    /// ten minutes at most.
    func pause(after attempt: Int) -> Duration {
        guard kind == .webhook else { return .zero }
        return min(.seconds(1) * (1 << min(max(attempt, 1) - 1, 10)), .seconds(600))
    }

    /// When something that is handed out, for the n-th time, may be handed out again.
    func expiry(of attempt: Int, since now: Duration) -> Duration {
        let end = now + ackWait + pause(after: attempt)
        guard kind == .sequinSinks else { return end }
        // What was handed out more than two minutes ago becomes visible at each fifth minute, whatever ackWait says; else
        // expiry is strictly after ackWait, and time has milliseconds.
        let sweep = Int((now + .seconds(120)) / .seconds(300)) + 1
        return min(end + .milliseconds(1), .seconds(300) * sweep)
    }

    /// How soon something that is in flight now, or given back, may be handed out again.
    var soonestExpiry: Duration { kind == .webhook ? min(ackWait, .seconds(1)) : ackWait }
}
