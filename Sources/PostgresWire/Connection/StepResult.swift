/// How a step has ended.
package struct StepResult: Hashable, Sendable {
    /// What ended it.
    package enum End: Hashable, Sendable {
        /// It ran, or failed with ``StepResult/problem``.
        case completed
        /// An Execute with a limit gave its rows, and the portal has more.
        case suspended
        /// A COPY waits for the client's data.
        case awaitsCopyData
        /// The server's session is gone; what became of it is not known.
        case lost
    }

    /// A session's transaction.
    package enum Transaction: UInt8, Hashable, Sendable {
        /// None is open.
        case idle = 0x49
        /// One is open.
        case open = 0x54
        /// One is open and has failed; only a rollback helps.
        case failed = 0x45
    }

    /// What ended it.
    package var end: End
    /// The command tags in order, such as `INSERT 0 1`.
    package var tags: [String]
    /// The error, if there was one.
    package var problem: WireProblem?
    /// The transaction behind it. Where ``awaitsSync`` is true it is the block that statements have begun.
    package var transaction: Transaction
    /// Whether an implicit transaction is still open, until a Sync comes: what was written is not committed.
    package var awaitsSync: Bool

    /// Creates a result.
    package init(
        end: End = .completed, tags: [String] = [], problem: WireProblem? = nil, transaction: Transaction = .idle,
        awaitsSync: Bool = false
    ) {
        self.end = end
        self.tags = tags
        self.problem = problem
        self.transaction = transaction
        self.awaitsSync = awaitsSync
    }

    /// How many rows its statements returned or changed, by their tags.
    package var rows: Int { tags.reduce(0) { $0 + ($1.split(separator: " ").last.flatMap { Int($0) } ?? 0) } }
}

/// An error in the server's words, or in ours for the client.
package struct WireProblem: Error, Hashable, Sendable {
    /// The SQLSTATE.
    package var sqlState: String
    /// The message.
    package var message: String
    /// Whether the session ends with it (FATAL, PANIC).
    package var endsSession: Bool

    /// Creates a problem.
    package init(sqlState: String, message: String, endsSession: Bool = false) {
        self.sqlState = sqlState
        self.message = message
        self.endsSession = endsSession
    }
}

/// A message that the server sent beside a statement's result.
package struct WireNotice: Hashable, Sendable {
    /// The severity, never translated: `LOG`, `NOTICE`, `WARNING`.
    package var severity: String
    /// The SQLSTATE.
    package var sqlState: String
    /// The primary message.
    package var message: String
    /// The detail line.
    package var detail: String?
    /// The function of the server's source that sent it, such as `ProcSleep`.
    package var sourceFunction: String?

    /// Creates a notice.
    package init(
        severity: String, sqlState: String, message: String, detail: String? = nil, sourceFunction: String? = nil
    ) {
        self.severity = severity
        self.sqlState = sqlState
        self.message = message
        self.detail = detail
        self.sourceFunction = sourceFunction
    }
}
