public import FakeSequin

/// A hazard to reproduce: a workload, the faults allowed, bounds, and what must hold.
public struct Scenario: Sendable {
    /// Its name, as in `--scenario`.
    public var name: String
    /// The hazard, in one line.
    public var summary: String
    /// What happens upstream.
    public var workload: Workload
    /// The bounds unless the user gives others.
    public var bounds: Bounds
    /// The least that makes the hazard possible.
    public var minimum: Bounds
    /// When deliveries may expire while choices are free.
    public var expiry: ExpiryPolicy
    /// The faults that may strike while choices are free.
    public var faults: Set<Fault>
    /// The event that makes a schedule worth running.
    public var hazard: Hazard
    /// How the table, the consumer and the workers are set up.
    public var setup: Setup

    /// What a scenario's world is like before anything happens.
    public struct Setup: Sendable {
        /// Whether values are simple, so that a timeline reads well, or as nasty as an API's may be.
        public var isPlain = true
        /// Where versions start.
        public var sequenceStart = SequenceStart.nine
        /// Whether statements can pause inside themselves.
        public var hasPausePoints = false
        /// Whether the table refuses the first record: a trigger raises 23514.
        public var isPoisoned = false
        /// Whether each record has a row from before versions were stored.
        public var hasLegacyRows = false
        /// How many deliveries a worker takes at once.
        public var batchSize = 1
        /// How often a delivery is tried before its record is given up; nil for ever.
        public var maxDeliver: Int?
        /// The only consumer that the hazard exists with; nil for any.
        public var consumer: ConsumerKind?
        /// Whether the consumer keeps to one delivery per record in flight.
        public var groupsByRecord = true
        /// Whether it needs a server of its own that may be killed.
        public var killsServer = false
        /// How many schedules are worth running, of a hundred that the user asks for.
        public var effort = 100
    }

    init(
        _ name: String, _ summary: String, workload: Workload = .updates, bounds: Bounds, minimum: Bounds? = nil,
        expiry: ExpiryPolicy = .never, faults: Set<Fault> = [], hazard: Hazard,
        setup: (inout Setup) -> Void = { _ in }
    ) {
        self.name = name
        self.summary = summary
        self.workload = workload
        self.bounds = bounds
        self.minimum = minimum ?? bounds
        self.expiry = expiry
        self.faults = faults
        self.hazard = hazard
        var made = Setup()
        setup(&made)
        self.setup = made
    }
}

/// When deliveries may expire while choices are free.
public enum ExpiryPolicy: Sendable {
    /// Never: every worker is fast enough.
    case never
    /// Once the worker that holds the delivery has gone, or is done with it.
    case onceHolderHasGone
    /// At any time: any worker may stall.
    case anyTime
}

/// What may go wrong, as a choice of the scheduler.
public enum Fault: String, Sendable, CaseIterable {
    /// A worker dies; a statement of its that is already at the server goes on.
    case crash
    /// A worker's process is frozen for a while: nothing of it moves, its timers neither.
    case freeze
    /// A receive does not reach the consumer.
    case receiveRequestLost = "receive-request-lost"
    /// Deliveries do not reach the worker.
    case receiveResponseLost = "receive-response-lost"
    /// An ack does not reach the consumer.
    case ackRequestLost = "ack-request-lost"
    /// The answer to an ack does not reach the worker.
    case ackResponseLost = "ack-response-lost"
    /// An ack reaches the consumer once more, later.
    case ackDuplicated = "ack-duplicated"
    /// A nack does not reach the consumer.
    case nackRequestLost = "nack-request-lost"
    /// The answer to a nack does not reach the worker.
    case nackResponseLost = "nack-response-lost"
    /// A nack reaches the consumer once more, later.
    case nackDuplicated = "nack-duplicated"
    /// A connection is lost before a statement reaches the server.
    case connectionLostBeforeSend = "connection-lost-before-send"
    /// A connection is lost while a statement is at the server, which goes on.
    case connectionLostAfterSend = "connection-lost-after-send"
    /// A connection is lost around a statement that commits, on either side of it.
    case connectionLostAtCommit = "connection-lost-at-commit"
    /// Postgres is killed, and recovers.
    case serverKill = "server-kill"
}

/// The event that a scenario is about: of the consumer and the scheduler, never an outcome that a good strategy
/// prevents. A verdict that never met it says nothing.
public enum Hazard: String, Sendable {
    /// A record was delivered.
    case delivery
    /// Two workers hold deliveries at once.
    case concurrentDeliveries = "concurrent-deliveries"
    /// A version was delivered again after it had been applied.
    case duplicate
    /// A worker died while it held a delivery.
    case crashWhileHolding = "crash-while-holding"
    /// A delivery expired and its record was delivered again.
    case redelivery
    /// As ``redelivery``, before any version of the record had been applied.
    case redeliveryOfAbsentRow = "redelivery-of-absent-row"
    /// As ``redelivery``, of a record whose deletion has been delivered.
    case redeliveryOfDeletion = "redelivery-of-deletion"
    /// A record was delivered again after a statement about it had paused inside itself.
    case redeliveryAfterPause = "redelivery-after-pause"
    /// Time moved on while a worker held a delivery.
    case slowness
    /// A worker was frozen while it held a delivery.
    case freeze
    /// An ack, or a second one, arrived after its record had been delivered again.
    case lateAck = "late-ack"
    /// A nack arrived after its record had been delivered again.
    case lateNack = "late-nack"
    /// Two batches in flight shared a record.
    case sharedBatches = "shared-batches"
    /// A batch held one record twice.
    case duplicateInBatch = "duplicate-in-batch"
    /// A connection was lost around a commit.
    case lostCommit = "lost-commit"
    /// A record was delivered that the table refuses.
    case poison
    /// A record with a row from before versions was delivered.
    case legacyRow = "legacy-row"
    /// Postgres was killed.
    case serverKill = "server-kill"
    /// Any fault struck, or a delivery expired.
    case anyFault = "any-fault"
    /// As ``redelivery``, of a record that was created again after a deletion.
    case redeliveryAfterRecreation = "redelivery-after-recreation"
}
