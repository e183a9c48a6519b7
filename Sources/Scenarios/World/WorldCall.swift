import Postgres
import Sequin
import Simulation

/// What a simulated worker asks of the world.
enum WorldCall: Sendable {
    /// Asks for deliveries; the worker's deadline for them counts from the time that it asks.
    case receive(batchSize: Int, since: Duration)
    case ack([AckID])
    case nack([AckID])
    case statement(Statement)
    case reconnect

    /// The word for it in the name of a choice.
    var name: String {
        switch self {
        case .receive: "receive"
        case .ack: "ack"
        case .nack: "nack"
        case .statement(let statement): statement.name
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

/// What the world answers.
enum WorldReply: Sendable {
    case deliveries([Delivery])
    case done
    case result(QueryResult)
}

typealias WorldBoard = CallBoard<WorldCall, WorldReply>

/// What a worker sees of a call that was lost on its way, or whose answer was.
struct CallLost: Error, CustomStringConvertible {
    let call: String
    var description: String { "no answer to \(call)" }
}
