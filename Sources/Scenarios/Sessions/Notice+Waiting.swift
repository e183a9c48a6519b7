import Postgres

extension Notice {
    /// Whether the server says that the session itself waits for a lock, and that this is no deadlock.
    ///
    /// The message comes from ProcSleep, with `log_lock_waits`.
    var saysStillWaiting: Bool { sourceFunction == "ProcSleep" && message.contains("still waiting for") }

    /// Whether the server says that what the session waits for waits for the session.
    var saysDeadlock: Bool { sourceFunction == "ProcSleep" && message.contains(" detected deadlock ") }

    /// Whether the server says that a wait is over, which it does if it has spoken of that wait before.
    var saysAcquired: Bool { sourceFunction == "ProcSleep" && message.contains(" acquired ") }
}
