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
    /// Whether values are simple, so that a timeline reads well, or as nasty as an API's may be.
    public var isPlain: Bool
    /// Whether statements can pause inside themselves.
    public var hasGates: Bool
    /// Where versions start.
    public var sequenceStart: SequenceStart

    init(
        _ name: String, _ summary: String, workload: Workload = .updates, bounds: Bounds, minimum: Bounds? = nil,
        expiry: ExpiryPolicy = .never, faults: Set<Fault> = [], hazard: Hazard, isPlain: Bool = true, hasGates: Bool = false,
        sequenceStart: SequenceStart = .nine
    ) {
        self.name = name
        self.summary = summary
        self.workload = workload
        self.bounds = bounds
        self.minimum = minimum ?? bounds
        self.expiry = expiry
        self.faults = faults
        self.hazard = hazard
        self.isPlain = isPlain
        self.hasGates = hasGates
        self.sequenceStart = sequenceStart
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
    /// An ack does not reach the consumer.
    case ackRequestLost = "ack-request-lost"
    /// The answer to an ack does not reach the worker.
    case ackResponseLost = "ack-response-lost"
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
    /// A statement began while another, on the same record, was inside itself.
    case overlap
    /// As ``redelivery``, of a record that was created again after a deletion.
    case redeliveryAfterRecreation = "redelivery-after-recreation"
}
