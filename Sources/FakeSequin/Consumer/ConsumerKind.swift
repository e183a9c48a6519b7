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

    /// What it does, in a line.
    public var summary: String {
        switch self {
        case .fenced: "a slot per record, a new ack id per delivery; a late ack is ignored"
        case .sequinStreams: "a slot per record, an ack id per slot; a late ack removes the newer version"
        case .sequinRecords: "a slot per record, an ack id per slot; an ack also removes what no worker holds"
        case .sequinSinks: "a message per change, one in flight per record; an ack removes only its own version"
        case .queue: "a message per change in no order; each comes until its ack, at times once more"
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
        }
    }

    /// Whether an ack id is good for one delivery only.
    var renewsAckIDs: Bool { self == .fenced || self == .queue }

    /// Whether a slot holds a record rather than one change of it.
    var keepsOneSlotPerRecord: Bool {
        switch self {
        case .fenced, .sequinStreams, .sequinRecords: true
        case .sequinSinks, .queue: false
        }
    }

    /// Whether the changes of a record come in any order, and several of them at once.
    public var keepsNoOrder: Bool { self == .queue }

    /// Whether `maxAckPending` is a window over the first slots, rather than a bound on deliveries in flight.
    ///
    /// streams.ex takes what is deliverable among the first `max_ack_pending` slots in any state; consumers.ex and the
    /// sinks subtract what is in flight from the batch size.
    var looksThroughWindow: Bool { self == .fenced || self == .sequinStreams }

    /// The letter that its ack ids begin with: d(elivery), s(lot), m(essage) or r(eceipt).
    var ackPrefix: Character {
        switch self {
        case .fenced: "d"
        case .sequinStreams, .sequinRecords: "s"
        case .sequinSinks: "m"
        case .queue: "r"
        }
    }
}
