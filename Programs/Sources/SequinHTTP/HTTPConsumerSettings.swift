public import NIOSSL
public import SequinWire

/// Where a consumer is, and how long to wait for it.
public struct HTTPConsumerSettings: Sendable, CustomStringConvertible {
    /// Scheme, host and port, such as `https://sequin.example.com`; a path before the API's is kept.
    public var baseURL: String
    /// The consumer's id or name; for streams, `stream/consumer`.
    public var consumer: String
    /// The bearer token; nil sends none.
    public var token: String?
    /// Which of Sequin's APIs it speaks.
    public var wire: WireProtocol
    /// The consumer's own `ack_wait_ms`, which no API tells. Sequin's default is 30 s.
    public var ackWait: Duration
    /// How long a receive asks to wait for a first delivery.
    ///
    /// A worker's deadline counts from before a receive was sent, so a long wait leaves little time for work: a quarter
    /// of ackWait at most.
    public var pollWait: Duration
    /// How long connecting may take.
    public var connectTimeout: Duration
    /// How long an answer may take, a receive's wait apart.
    public var answerTimeout: Duration
    /// How long an ack or a nack may be tried: what a worker's deadline, three quarters of ackWait, leaves, and less.
    public var settleBudget: Duration
    /// How long to pause after failures.
    public var backoff: Backoff
    /// Roots to trust besides the system's.
    public var additionalRoots: [NIOSSLCertificate]

    /// Creates settings; what depends on ackWait follows it unless given.
    public init(
        baseURL: String, consumer: String, token: String? = nil, wire: WireProtocol = .httpPull,
        ackWait: Duration = .seconds(30), pollWait: Duration? = nil, connectTimeout: Duration = .seconds(5),
        answerTimeout: Duration = .seconds(10), settleBudget: Duration? = nil, backoff: Backoff = Backoff(),
        additionalRoots: [NIOSSLCertificate] = []
    ) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.consumer = consumer
        self.token = token
        self.wire = wire
        self.ackWait = ackWait
        self.pollWait = min(pollWait ?? .seconds(10), ackWait / 4)
        self.connectTimeout = connectTimeout
        self.answerTimeout = answerTimeout
        self.settleBudget = settleBudget ?? ackWait / 5
        self.backoff = backoff
        self.additionalRoots = additionalRoots
    }

    /// Without the token.
    public var description: String { "\(consumer) at \(baseURL) over \(wire.rawValue)" }
}
