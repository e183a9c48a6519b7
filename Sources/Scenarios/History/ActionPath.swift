/// Where an action leads, as diagrams draw it.
package enum ActionPath: Hashable, Sendable {
    /// What stays with a worker does to it.
    package enum Sign: Hashable, Sendable {
        case acts
        case rests
        case breaks
    }

    /// From upstream to the consumer.
    case upstream
    /// From the consumer to a worker.
    case delivery
    /// From a worker to the consumer.
    case request
    /// From a worker to the consumer, later than the call that it is a copy of.
    case lateRequest
    /// From a worker towards the consumer, which it does not reach.
    case lostRequest
    /// To its aim, from which no answer comes back.
    case lostResponse
    /// From a worker to Postgres.
    case statement
    /// From a worker towards Postgres, which it does not reach.
    case unsentStatement
    /// From a worker to Postgres, from which no answer comes back.
    case unansweredStatement
    /// It stays with a worker.
    case worker(Sign)
    /// It befalls Postgres.
    case server
    /// It is time's: the consumer sees what is over.
    case clock

    /// Whether it is a worker's word to the consumer on what it holds.
    package var settles: Bool {
        switch self {
        case .request, .lateRequest, .lostRequest, .lostResponse: true
        case .upstream, .delivery, .statement, .unsentStatement, .unansweredStatement, .worker, .server, .clock: false
        }
    }
}
