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
    public var faults: FaultSet
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
        expiry: ExpiryPolicy = .never, faults: FaultSet = [], hazard: Hazard,
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
