/// What the server has been sent and has not answered completely.
struct Exchange: Sendable {
    /// What ends it.
    enum End: Hashable, Sendable {
        /// ReadyForQuery.
        case ready
        /// So many answers more, each to one message; or an error.
        case answers(Int)
    }

    /// The step, unless the messages have passed without being held.
    var step: HeldStep?
    var end: End
    /// Whether it is of the extended protocol: an error has the server skip everything up to a Sync.
    var isExtended: Bool
    var tags: [String] = []
    var problem: WireProblem?
    var isSuspended = false
    /// The answers for the client, until the step has ended.
    var answers: [UInt8] = []
    /// Whether the answers were too many to be kept, and go to the client as they come.
    var passesAnswers: Bool

    init(step: HeldStep?, end: End, isExtended: Bool) {
        self.step = step
        self.end = end
        self.isExtended = isExtended
        passesAnswers = step == nil
    }
}

/// A step that is held, and what becomes of it when it is let through.
struct PendingStep: Sendable {
    var step: HeldStep
    /// The messages, which are the client's, with a Flush of ours behind them where it has sent more.
    var messages: [[UInt8]]
    var end: Exchange.End
    var isExtended: Bool
}

/// What is known of the session's transaction.
struct TransactionState: Hashable, Sendable {
    /// The block: as of the last ReadyForQuery, and the statements since.
    var block = StepResult.Transaction.idle
    /// Whether it has run anything that is not bookkeeping.
    var hasWorked = false
    /// Whether a step of it has taken its snapshot before anything ran.
    var hasSnapshot = false
    /// The statements that have run since the last ReadyForQuery.
    var unsynced: [HeldStatement] = []
    /// The SQL of the statement whose Parse was held: to execute it is the same step.
    var parsedAhead: String?

    /// ReadyForQuery has come.
    mutating func synchronize(_ status: StepResult.Transaction) {
        unsynced = []
        block = status
        if status == .idle { self = TransactionState() }
    }

    /// A statement has run whose Sync is still to come.
    mutating func note(_ statement: HeldStatement, _ control: StatementTraits.Control?) {
        switch control {
        case .begins: block = .open
        case .ends: self = TransactionState()
        case nil: unsynced.append(statement)
        }
    }

    /// A statement has failed whose Sync is still to come.
    mutating func fail() {
        if block == .open { block = .failed }
        unsynced = []
    }
}
