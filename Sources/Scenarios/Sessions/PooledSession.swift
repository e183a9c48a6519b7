import Postgres

/// One real session of a world, and what its statement is doing. Only the pool's own parts tell it what has happened.
final class PooledSession {
    let connection: any SessionChannel
    /// Whether its statement runs, waits, or has finished.
    private(set) var tracker: WaitTracker
    /// The statement that runs, or waits.
    private(set) var statement: Statement?
    /// How often the statement has been made to pause.
    private(set) var pauses = 0
    /// Whether its statement shall pause at the next row that it is about to write.
    private(set) var mayPause = false
    /// The row that its statement has come to last, where that may pause.
    private(set) var place: PausePlace?
    /// Whether its statement pauses inside itself.
    private(set) var isPaused = false
    /// Whether it has sent anything since it was opened or reset.
    private(set) var isUsed = false
    /// Whether its transaction has written rows, as far as command tags tell.
    private(set) var hasWritten = false
    /// Whether its alarm has been set anew since its last statement.
    private(set) var hasRenewedAlarm = false
    /// Whether a limit of its own has ended it, on a server that has the schedule's time.
    private(set) var hasTimedOut = false
    /// Whether its process has been stopped, so that it cannot wake before its turn.
    private(set) var isStopped = false

    init(_ connection: any SessionChannel, isSilent: Bool) {
        self.connection = connection
        tracker = WaitTracker(isSilent: isSilent)
    }

    /// The number of the server's process.
    var pid: Int32 { connection.backendPID }

    /// Whether no statement is at the server.
    var isIdle: Bool { tracker.state == .idle }

    // MARK: Statements

    /// Its next statement shall pause at the first row that it is about to write, or not.
    func prepare(pausing: Bool) {
        pauses = 0
        if pausing { mayPause = true }
    }

    /// A statement is on its way.
    func begin(_ statement: Statement) {
        self.statement = statement
        hasRenewedAlarm = false
        _ = tracker.handle(.sent)
        isUsed = true
    }

    /// Something was heard of its statement.
    ///
    /// - Returns: What is to be done about it.
    func hear(_ event: WaitTracker.Event) -> WaitTracker.Action { tracker.handle(event) }

    /// Its statement has come to a row.
    func come(to place: PausePlace) { self.place = place }

    /// Its statement pauses inside itself.
    func pause() {
        isPaused = true
        pauses += 1
    }

    /// Its statement goes on.
    func resume() {
        _ = tracker.handle(.resumed)
        isPaused = false
    }

    /// Its alarm is set anew, for what it waits for since its last statement.
    func renewAlarm() { hasRenewedAlarm = true }

    /// A limit of its own has ended it.
    func timeOut() { hasTimedOut = true }

    /// Its statement pauses at no further row.
    func pauseNoMore() { mayPause = false }

    /// Its statement has ended, or is gone with the server.
    func end() {
        _ = tracker.handle(.finished)
        isPaused = false
    }

    // MARK: Transactions

    /// Its transaction has written rows.
    func wrote() { hasWritten = true }

    /// Its transaction has ended.
    func transactionEnded() { hasWritten = false }

    /// It is as it was when it was opened.
    func wasReset() {
        isUsed = false
        hasWritten = false
        mayPause = false
    }

    // MARK: Its process

    /// Stops its process, so that it cannot wake.
    func stopProcess() {
        BackendProcess.stop(pid)
        isStopped = true
    }

    /// Lets its process run again.
    func resumeProcess() {
        guard isStopped else { return }
        BackendProcess.resume(pid)
        isStopped = false
    }
}
