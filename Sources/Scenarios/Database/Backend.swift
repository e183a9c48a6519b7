import Postgres
import Sequin
import Simulation

/// One real session of the world, and what its statement is doing.
final class Backend {
    /// What the server is doing for the session.
    enum State {
        /// Nothing: the last statement is finished.
        case idle
        /// A statement runs.
        case running
        /// A statement waits for a lock; the n-th to block in this run.
        case blocked(order: Int)
        /// A statement waits inside itself, at a pause point for this row.
        case paused(key: String)
    }

    let connection: Connection
    var state = State.idle
    /// The worker's call that waits for the statement; nil for a session that its worker left behind.
    var call: WorldBoard.Parked?
    /// The statement that runs, or waits.
    var statement: Statement?
    /// How often the statement has been made to pause.
    var pauses = 0
    /// The row at whose pause point it shall wait next.
    var pauseKey: String?
    /// What the worker that left it behind was working on.
    var abandoned: [Delivery] = []
    /// Whether it has sent anything since it was opened or reset.
    var isUsed = false
    /// Whether its transaction has written rows, as far as command tags tell.
    var hasWritten = false
    /// Whether its process has been stopped, so that it cannot wake before its turn.
    var isStopped = false

    /// Whether it does not say that it waits, so that the lock table must be asked.
    var isSilent: Bool
    /// Whether its statement was found to wait before it said so itself, which it may still do.
    var owesNotice = false
    /// Whether it has said that it waits, and not yet that it has what it waited for. Until then it waits for nothing
    /// else: one that a signal of the server's disturbs says once more that it is still waiting.
    var hasSaidItWaits = false

    init(_ connection: Connection, isSilent: Bool) {
        self.connection = connection
        self.isSilent = isSilent
    }

    var isIdle: Bool { if case .idle = state { true } else { false } }

    /// The row at whose pause point it waits, if it does.
    var pausedKey: String? { if case .paused(let key) = state { key } else { nil } }

    /// When it blocked, if it is blocked.
    var blockedOrder: Int? { if case .blocked(let order) = state { order } else { nil } }
}
