internal import DequeModule

/// What a connection is in the middle of.
enum Exchange {
    case none
    /// Parse has been sent; the statement itself follows if it succeeds, unless there is none.
    case preparing(Statement, name: String, executes: Bool = true)
    case describing
    case executing(Statement)
    case pipeline(Pipeline)

    var isRunning: Bool {
        if case .none = self { false } else { true }
    }
}

/// How far the answers to a pipeline have come.
struct Pipeline {
    /// One message that the server answers.
    enum Step {
        case prepare(Statement, name: String)
        case execute(Statement)
        case sync
    }

    var steps = Deque<Step>()
    /// Why the statement that comes next could not be prepared.
    var prepareError: PostgresError?
    /// Results that the server may still take back, since their sync has not been answered.
    var unsynced: [Result<QueryResult, PostgresError>] = []
}
