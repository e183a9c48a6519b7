import PostgresWire
import Sequin

/// What a program asks for, and waits for until a schedule decides.
enum ProgramRequest {
    case receive(BrokerConnection, batchSize: Int)
    case ack(BrokerConnection, [AckID])
    case nack(BrokerConnection, [AckID])
    case step(ProgramConnection, HeldStep)
}
