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
    /// Whether what was acknowledged is kept, so that it may come once more (`queue` only): see ``ConsumerState/copies``.
    ///
    /// It costs memory for each message that was acknowledged, and nothing comes of it unless it is asked for.
    public var keepsCopies: Bool

    /// Creates a configuration.
    public init(
        kind: ConsumerKind = .fenced, ackWait: Duration = .seconds(60), maxAckPending: Int = 10_000,
        maxDeliver: Int? = nil, groupsByRecord: Bool = true, keepsCopies: Bool = false
    ) {
        self.kind = kind
        self.ackWait = ackWait
        self.maxAckPending = max(1, maxAckPending)
        self.maxDeliver = maxDeliver.map { max(1, $0) }
        self.groupsByRecord = groupsByRecord
        self.keepsCopies = keepsCopies && kind.keepsNoOrder
    }

    /// Whether a record's messages go out one after the other.
    var keepsOrder: Bool { kind == .sequinSinks && groupsByRecord }
}
