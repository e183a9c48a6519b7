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
    /// A program was asked to end while it held a delivery.
    case termination
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

    /// Whether it is nothing, or nothing new, where no statement pauses inside itself.
    var needsPauses: Bool { self == .redeliveryAfterPause || self == .sharedBatches }
}

extension Hazard {
    /// Whether it cannot happen where nothing is ever deleted.
    var needsDeletions: Bool { self == .redeliveryOfDeletion || self == .redeliveryAfterRecreation }

    /// Whether it is a fault that strikes a worker or a connection, once.
    var isFault: Bool { self == .crashWhileHolding || self == .lostCommit || self == .freeze }

    /// Whether it is there so that one version is delivered twice, for no other reason than that its worker has gone.
    var bringsVersionsTwice: Bool { self == .duplicate || self == .crashWhileHolding || self == .lostCommit }
}
