/// What can happen next in a world.
public enum Action: String, Hashable, Sendable, Codable, CaseIterable {
    /// The API creates a record.
    case create
    /// The API changes a record.
    case update
    /// The API deletes a record.
    case delete
    /// The API creates a record again that it had deleted.
    case recreate
    /// A worker's receive goes through.
    case receive
    /// A worker's ack goes through.
    case ack
    /// A worker's nack goes through.
    case nack
    /// A worker's next SQL statement reaches the server.
    case statement
    /// A statement that waits inside itself goes on.
    case goOn = "go-on"
    /// A worker replaces its lost connection.
    case reconnect
    /// Time moves to the earliest timer or expiry.
    case clock
    /// A worker dies, and another takes its place.
    case crash
    /// The call never reaches the consumer; the worker sees an error.
    case loseRequest = "lose-request"
    /// The call reaches the consumer; the worker sees an error.
    case loseResponse = "lose-response"
    /// The call reaches the consumer, and a copy of it stays on its way.
    case duplicate
    /// A copy of an earlier call reaches the consumer.
    case lateCopy = "late-copy"
    /// The connection is lost before the statement reaches the server.
    case disconnectBefore = "disconnect-before"
    /// The connection is lost while the statement is at the server, which goes on.
    case disconnectAfter = "disconnect-after"
    /// A worker's process stops moving.
    case freeze
    /// A worker's process moves again.
    case thaw
    /// Timers fire that were due while their process was frozen.
    case timers
    /// Postgres is killed, and recovers.
    case killServer = "kill-server"

    /// Whether it is a change of the API's own.
    var isUpstream: Bool {
        switch self {
        case .create, .update, .delete, .recreate: true
        default: false
        }
    }
}
