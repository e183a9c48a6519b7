/// Whether a session's statement runs, waits, or has finished, as far as the server has said so.
///
/// A pure state machine: an event in, an action out. It knows no connection and no clock; ``SessionPool`` performs
/// the actions.
///
/// The server says that a session waits by a notice, after the only deadlock check of that wait. A script may have
/// silenced the notice; then the lock table is asked. Notices come late on a busy machine, and may be repeated: a
/// process that a signal disturbs while it waits says once more that it is still waiting.
struct WaitTracker: Hashable, Sendable {
    /// What a statement waits for.
    enum Wait: Hashable, Sendable {
        /// A lock that another session holds.
        case forLock
        /// A pause point that the harness has closed.
        case atPausePoint
        /// Time, on a server that has the schedule's.
        case forTime
    }

    /// What the statement is doing.
    enum State: Hashable, Sendable {
        /// There is none: the last one has finished.
        case idle
        /// It runs.
        case running
        /// It waits.
        case waiting(Wait)
    }

    /// What the session or the lock table says.
    enum Event: Hashable, Sendable {
        /// A statement has been sent.
        case sent
        /// The statement was let go on after a wait.
        case resumed
        /// The server's notice that the session still waits.
        case stillWaiting(Wait)
        /// The server's notice that the session has what it waited for.
        case acquired
        /// Nothing was heard for one patience.
        case silence
        /// What the lock table says; nil if the session waits for nothing.
        case lockTable(Wait?)
        /// It was seen to sleep by the server's clock, which stands still.
        case sleeps
        /// The statement has ended.
        case finished
    }

    /// What is to be done about it.
    enum Action: Hashable, Sendable {
        /// Listen on.
        case listen
        /// Ask the lock table what the session waits for.
        case askLockTable
        /// The session waits for this. `isTold`: it has said so itself, so the lock table must agree.
        case hold(Wait, isTold: Bool)
        /// The session is idle.
        case rest
    }

    /// How many times nothing must be heard before a session that usually speaks is looked up in the lock table.
    ///
    /// On a busy machine the notice may be long in coming, which is no reason not to wait for it.
    static let patience = 40

    /// What the statement is doing.
    private(set) var state = State.idle
    /// Whether the session does not say that it waits, so that the lock table must be asked.
    private var isSilent: Bool
    /// Whether the statement was found to wait before the session said so itself, which it may still do.
    private var owesNotice = false
    /// Whether the session has said that it waits, and not yet that it has what it waited for. Until then it waits for
    /// nothing else.
    private var hasSaidItWaits = false
    private var silences = 0
    /// Whether the lock table was asked because nothing was heard, and not because a notice was doubted.
    private var isAskedForSilence = false

    /// - Parameter isSilent: Whether the session cannot be made to say that it waits.
    init(isSilent: Bool) { self.isSilent = isSilent }

    /// Takes an event, and says what is to be done about it.
    mutating func handle(_ event: Event) -> Action {
        switch event {
        case .sent:
            state = .running
            hasSaidItWaits = false
            silences = 0
            return .listen
        case .resumed:
            state = .running
            silences = 0
            return .listen
        case .acquired:
            hasSaidItWaits = false
            return .listen
        case .stillWaiting(let wait): return handleNotice(of: wait)
        case .silence:
            silences += 1
            guard isSilent || silences >= Self.patience else { return .listen }
            isAskedForSilence = true
            return .askLockTable
        case .lockTable(nil): return .listen
        case .lockTable(let wait?):
            if isAskedForSilence { (isSilent, owesNotice) = (true, true) }
            state = .waiting(wait)
            return .hold(wait, isTold: false)
        case .sleeps:
            state = .waiting(.forTime)
            return .hold(.forTime, isTold: false)
        case .finished:
            state = .idle
            owesNotice = false
            return .rest
        }
    }

    private mutating func handleNotice(of wait: Wait) -> Action {
        if hasSaidItWaits { return .listen }
        isSilent = false
        // It may be about a wait that is over, since the lock table was asked before it came.
        if owesNotice {
            isAskedForSilence = false
            return .askLockTable
        }
        hasSaidItWaits = true
        state = .waiting(wait)
        return .hold(wait, isTold: true)
    }
}
