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

/// One decision of the scheduler, by name: it means the same in every run, and in a file.
public struct Choice: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The worker concerned, from 1; nil for upstream and clock.
    public var worker: Int?
    /// What happens.
    public var action: Action
    /// The records concerned, by letter, in the order in which a batch holds them.
    public var records: [String]?
    /// For a statement: where it was written, as `upsert.sql:3`. For a lost call: `receive`, `ack` or `nack`.
    public var call: String?
    /// For a statement: the record at whose row it pauses inside itself, by letter.
    public var pausesAt: String?

    /// Creates a choice.
    public init(
        _ action: Action, worker: Int? = nil, records: [String]? = nil, call: String? = nil,
        pausesAt: String? = nil
    ) {
        self.worker = worker
        self.action = action
        self.records = records
        self.call = call
        self.pausesAt = pausesAt
    }

    /// Whether the world does something that need not happen.
    public var isFault: Bool {
        switch action {
        case .crash, .loseRequest, .loseResponse, .duplicate, .disconnectBefore, .disconnectAfter, .freeze, .killServer:
            true
        default: false
        }
    }

    /// The choice on one line, such as `worker 1: upsert.sql:3 (A)`.
    public var description: String {
        let names = records.map { $0.joined(separator: ", ") }
        let isStatement = action == .statement || action == .goOn
        let verb = action == .goOn ? "goes on with" : action == .statement ? nil : action.rawValue
        let what = [verb, call].compactMap { $0 }.joined(separator: " ")
        let subject = names.map { isStatement ? " (\($0))" : " \($0)" } ?? ""
        let pause = pausesAt.map { ", pausing at row \($0)" } ?? ""
        return (worker.map { "worker \($0): " } ?? "") + what + subject + pause
    }
}
