import PostgresWire
import Sequin

/// What a program asks for, and waits for until a schedule decides.
enum ProgramRequest {
    case receive(ConsumerConnection, batchSize: Int)
    case ack(ConsumerConnection, [AckID])
    case nack(ConsumerConnection, [AckID])
    /// Wants deliveries' time to end so much later than now.
    case extend(ConsumerConnection, [AckID], by: Duration)
    /// Wants to see a record as it is upstream.
    case fetch(ConsumerConnection, id: String)
    /// Has room for an event that is posted to it.
    case room(PostedEvents)
    /// Has answered one, or has dropped its connection.
    case answer(WebhookAttempt)
    case step(ProgramConnection, HeldStep)
}
