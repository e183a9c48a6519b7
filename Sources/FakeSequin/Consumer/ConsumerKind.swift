/// Which consumer of Sequin's history, or which other kind of broker, to imitate.
///
/// They differ in what an ack id names, and so in what a late ack does, and in the order in which changes come. The facts
/// are read from public source, at the commits named, and from documentation; none was tried against a running broker.
public enum ConsumerKind: String, CaseIterable, Codable, Sendable {
    /// One slot per record, a new ack id per delivery.
    case fenced
    /// One slot per record, one ack id per slot.
    case sequinStreams = "sequin-streams"
    /// One slot per record, one ack id per slot, and an ack removes an available slot too.
    case sequinRecords = "sequin-records"
    /// One message per change, one ack id per message.
    case sequinSinks = "sequin-sinks"
    /// One message per change in no order, a new ack id per delivery.
    case queue
    /// One message per change, those of a record in order, a new ack id per delivery.
    case fifo
    /// One attempt after the other per change, in no order, until it is answered in time with success.
    case webhook
    /// Offsets in partitions, committed by the worker that has the partition.
    case log

    /// What it does, in a line.
    public var summary: String {
        switch self {
        case .fenced: "a slot per record, a new ack id per delivery; a late ack is ignored"
        case .sequinStreams:
            "a slot per record, an ack id per slot; a late ack removes the newer version"
        case .sequinRecords:
            "a slot per record, an ack id per slot; an ack also removes what no worker holds"
        case .sequinSinks:
            "a message per change, one in flight per record; an ack removes only its own version"
        case .queue: "a message per change in no order; each comes until its ack, at times once more"
        case .fifo:
            "a message per change, a record's in order; none while one of the record is in flight"
        case .webhook:
            "an attempt per change in no order, and another after each that is not answered in time"
        case .log:
            "offsets in partitions; a rebalance hands one on from the last commit, to another worker"
        }
    }

    /// Where its facts come from.
    public var source: String {
        switch self {
        case .fenced: "brokers with receipt handles"
        case .sequinStreams: "sequin 2024-08 (339000a2), streams.ex"
        case .sequinRecords: "sequin 2024-11 (420eec7f), consumers.ex"
        case .sequinSinks: "sequin 2026-02 (46ce4e10), slot_message_store_state.ex"
        case .queue: "SQS standard queues, Pub/Sub, RabbitMQ, NATS"
        case .fifo: "SQS FIFO queues"
        case .webhook: "webhooks of Stripe and GitHub, Sequin's push"
        case .log: "Kafka"
        }
    }

    /// Whether an ack id is good for one delivery only.
    var renewsAckIDs: Bool {
        switch self {
        case .fenced, .queue, .fifo, .webhook, .log: true
        case .sequinStreams, .sequinRecords, .sequinSinks: false
        }
    }

    /// Whether a slot holds a record rather than one change of it.
    public var keepsOneSlotPerRecord: Bool {
        switch self {
        case .fenced, .sequinStreams, .sequinRecords: true
        case .sequinSinks, .queue, .fifo, .webhook, .log: false
        }
    }

    /// Whether the changes of a record come in any order, and several of them at once.
    public var keepsNoOrder: Bool { self == .queue || self == .webhook }

    /// Whether a record's change waits until what is out of the record is done, or its time is over.
    public var withholdsChanges: Bool { !keepsNoOrder && self != .log }

    /// Whether each delivery comes by itself, whatever a worker asks for.
    public var deliversSingly: Bool { self == .webhook }

    /// Whether workers commit offsets of partitions, rather than settle deliveries.
    public var hasOffsets: Bool { self == .log }

    /// Whether several may be next, of which the scheduler chooses; else what comes first in line goes out first.
    public var offersAlternatives: Bool {
        switch self {
        case .fenced, .sequinStreams, .sequinRecords, .sequinSinks: false
        case .queue, .fifo, .webhook, .log: true
        }
    }

    /// Whether an ack or nack counts only while its delivery runs: past its time it is refused, even before the next one.
    var refusesExpired: Bool { self == .fifo || self == .webhook || self == .log }

    /// Whether a record's deliveries are counted from its first one, whatever was acknowledged since.
    var countsForEver: Bool { self == .sequinStreams || self == .sequinRecords }

    /// Whether `maxAckPending` is a window over the first slots, rather than a bound on deliveries in flight.
    ///
    /// streams.ex takes what is deliverable among the first `max_ack_pending` slots in any state; consumers.ex subtracts
    /// what is in flight from the batch size.
    var looksThroughWindow: Bool { self == .fenced || self == .sequinStreams }

    /// Whether no more than `maxAckPending` may be in flight. Sinks store the number only; webhooks and logs have none.
    var boundsInFlight: Bool { self == .sequinRecords || self == .queue || self == .fifo }

    /// The letter that its ack ids begin with: d(elivery), s(lot), m(essage), r(eceipt),
    /// a(ttempt) or o(ffset).
    var ackPrefix: Character {
        switch self {
        case .fenced: "d"
        case .sequinStreams, .sequinRecords: "s"
        case .sequinSinks: "m"
        case .queue, .fifo: "r"
        case .webhook: "a"
        case .log: "o"
        }
    }
}
