import PostgresWire
import Sequin

/// What a program asks for, and waits for until a schedule decides.
enum ProgramRequest {
    case receive(ConsumerConnection, batchSize: Int)
    case ack(ConsumerConnection, [AckID])
    case nack(ConsumerConnection, [AckID])
    case extend(ConsumerConnection, [AckID], by: Duration)
    case step(ProgramConnection, HeldStep)
}
