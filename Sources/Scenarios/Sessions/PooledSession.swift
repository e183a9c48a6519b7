import Postgres

/// One real session of a world, and what its statement is doing. Only its ``SessionPool`` changes it.
final class PooledSession {
    let connection: any SessionChannel
    /// Whether its statement runs, waits, or has finished.
    var tracker: WaitTracker
    /// The statement that runs, or waits.
    var statement: Statement?
    /// How often the statement has been made to pause.
    var pauses = 0
    /// Whether its statement shall pause at the next row that it is about to write.
    var mayPause = false
    /// The row that its statement has come to last, where that may pause.
    var place: PausePlace?
    /// Whether its statement pauses inside itself.
    var isPaused = false
    /// Whether it has sent anything since it was opened or reset.
    var isUsed = false
    /// Whether its transaction has written rows, as far as command tags tell.
    var hasWritten = false
    /// Whether its process has been stopped, so that it cannot wake before its turn.
    var isStopped = false

    init(_ connection: any SessionChannel, isSilent: Bool) {
        self.connection = connection
        tracker = WaitTracker(isSilent: isSilent)
    }

    /// The number of the server's process.
    var pid: Int32 { connection.backendPID }

    /// Whether no statement is at the server.
    var isIdle: Bool { tracker.state == .idle }

    /// Its statement is gone, and the server with it.
    func forgetStatement() {
        _ = tracker.handle(.finished)
        isPaused = false
    }
}
