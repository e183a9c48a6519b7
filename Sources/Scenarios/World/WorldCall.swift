import Postgres
import Sequin
import Simulation

/// What a simulated worker asks of the world.
enum WorldCall: Sendable {
    /// Asks for deliveries; the worker's deadline for them counts from the time that it asks.
    case receive(batchSize: Int, since: Duration)
    case ack([AckID])
    case nack([AckID])
    /// Wants to see a record as it is upstream, by its id.
    case fetch(String)
    case statement(Statement)
    /// Wants a program's step to be let through.
    case step(ProgramStep)
    case reconnect

    /// The statement that it wants to be sent; nil if it wants something else.
    var statement: Statement? {
        switch self {
        case .statement(let statement): statement
        case .step(let step): step.statement
        case .receive, .ack, .nack, .fetch, .reconnect: nil
        }
    }

    /// The word for it in the name of a choice.
    var name: String {
        switch self {
        case .receive: "receive"
        case .ack: "ack"
        case .nack: "nack"
        case .fetch: "fetch"
        case .statement(let statement): statement.name
        case .step(let step): step.name
        case .reconnect: "reconnect"
        }
    }
}

extension Statement {
    /// What choices call it: where it was written, or its first words.
    var name: String {
        guard origin.isEmpty else { return origin }
        return sql.split(whereSeparator: \.isWhitespace).prefix(3).joined(separator: " ").lowercased()
    }
}

/// A statement, or what counts as one, that a program wants to send on one of its connections.
struct ProgramStep: Sendable {
    var statement: Statement
    /// The ids of the records that it is about.
    var records: [String]
    /// The number of the connection.
    var connection: Int
    /// Its place among those of its name and about its records that a program waits for at once, from 1.
    var turn = 1

    /// What choices call it.
    var name: String { turn > 1 ? "\(statement.name) #\(turn)" : statement.name }
}

/// What the world answers.
enum WorldReply: Sendable {
    case deliveries([Delivery])
    /// The record as it is upstream; nil where there is none.
    case record(Record?)
    case done
    /// The same, but for these, whose time is over: the consumer would not have them.
    case refused([AckID])
    case result(QueryResult)
}

typealias WorldBoard = CallBoard<WorldCall, WorldReply>

/// What a worker sees of a call that was lost on its way, or whose answer was.
struct CallLost: Error, CustomStringConvertible {
    let call: String
    var description: String { "no answer to \(call)" }
}
