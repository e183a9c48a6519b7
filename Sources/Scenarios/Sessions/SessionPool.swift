import Bits
import Postgres
import Simulation

/// The sessions of a world's database: sends statements, lets each come to rest, stops those that wait, and lets them go
/// on one at a time.
///
/// It outlives the runs of its world. It knows nothing of workers: whose session it is the caller keeps, and what befalls
/// a session the caller is told.
final class SessionPool {
    let database: WorldDatabase
    /// Told of what befalls sessions, in order.
    var onEvent: (SessionEvent) -> Void = { _ in }
    /// Sessions that were left to the server, and have not ended.
    private(set) var leftBehind: [PooledSession] = []
    /// How often a session has come to wait in this run, for a lock or at a pause point.
    private(set) var waits = 0
    private let confinement = Confinement()
    private var rules = SessionRules()
    let seats: SessionSeats
    let line: WaitingLine
    /// The processes that keep sessions waiting; known only where waiting sessions are not stopped.
    var holders: Set<Int32> = []

    private var pausePoints: PausePoints? { database.pausePoints }
    var lockTable: LockTable { LockTable(database) }

    init(_ database: WorldDatabase) {
        self.database = database
        seats = SessionSeats(database)
        line = WaitingLine(stopsSessions: database.server.isOwn)
    }

    // MARK: Leaving behind

    /// Leaves a session to the server: a statement that is there goes on, and may commit.
    func abandon(_ session: PooledSession) async throws {
        leftBehind.append(session)
        seats.forget(session)
        if session.isPaused {
            try await goOn(session, pausingAgain: false)
        } else if session.mayPause {
            // It waits for a lock before its pause point, which would stay closed once it comes there.
            try await openPausePoints(of: session)
        }
        if session.isIdle { try await release(session) }
        try await wakeGranted()
    }

    /// Ends a session that was left behind, once its statement is finished.
    private func release(_ session: PooledSession) async throws {
        guard let index = leftBehind.firstIndex(where: { $0 === session }) else { return }
        leftBehind.remove(at: index)
        onEvent(.ended(session))
        try await seats.end(session)
    }

    /// The server is gone, and all sessions with it.
    func forgetAll() {
        seats.forgetAll()
        leftBehind = []
        line.clear()
    }

    // MARK: Statements

    /// Sends a statement and waits until each session is finished, or waits.
    ///
    /// - Parameter pauses: Whether the statement pauses at the first row that it is about to write.
    func execute(_ statement: Statement, on session: PooledSession, pauses: Bool = false) async throws {
        confinement.assertIsolated()
        session.prepare(pausing: pauses)
        if pauses { try await pausePoints?.close(session.pid) }
        guard send(statement, on: session) else { return }
        try await quiesce(session)
        try await openPausePointsIfIdle(session)
        try await wakeGranted()
    }

    /// Sends a statement whose answer the caller will not read.
    func leaveRunning(_ statement: Statement, on session: PooledSession) async throws {
        guard send(statement, on: session) else { return }
        try await quiesce(session)
    }

    /// Hands a statement to its connection; one that cannot be sent has failed, and is finished.
    ///
    /// - Returns: Whether it is on its way.
    private func send(_ statement: Statement, on session: PooledSession) -> Bool {
        session.begin(statement)
        database.meter.add()
        do {
            try session.connection.send(statement)
            return true
        } catch {
            finish(session, with: .failure(error))
            return false
        }
    }

    private func finish(_ session: PooledSession, with result: Result<QueryResult, PostgresError>) {
        session.end()
        let commitRule = CommitRule(tagsTellWrites: rules.tagsTellWrites)
        onEvent(.finished(session, result, mayHaveCommitted: commitRule.mayHaveCommitted(session, result)))
    }

    /// Cancels what a session is running, and waits until that has ended.
    func cancel(_ session: PooledSession) async throws {
        try await sendCancel(to: session)
        line.leave(session)
        line.wake(session)
        try await quiesceCancelled(session)
        try await openPausePointsIfIdle(session)
        try await wakeGranted()
    }

    private func sendCancel(to session: PooledSession) async throws {
        let pid = String(session.pid)
        _ = try await database.control.run(Statement("select pg_cancel_backend($1)", parameters: [pid]))
    }

    // MARK: Coming to rest

    /// Waits until a session's statement is finished, or until the server says that it waits.
    private func quiesce(_ session: PooledSession) async throws {
        var listener = SessionListener(session, in: database, othersWait: !line.sessions.isEmpty)
        while true {
            switch try await listener.next() {
            case .finished(let result):
                if case .failure(let error) = result, error.sqlState == .deadlockDetected,
                    !database.server.speaksOfWaiting
                {
                    throw ChanceOfDeadlock()
                }
                finish(session, with: result)
                try await release(session)
                return
            case .event(let event): if try await hasComeToRest(session, after: event) { return }
            }
        }
    }

    /// Performs what the tracker says.
    private func hasComeToRest(_ session: PooledSession, after event: WaitTracker.Event) async throws -> Bool {
        switch session.hear(event) {
        case .listen: return false
        case .rest: return true
        case .askLockTable:
            let wait = try await wait(of: session)
            return try await hasComeToRest(session, after: .lockTable(wait))
        case .hold(.forLock, _) where try await lockTable.waitsForStranger(session.pid, of: all.map(\.pid)):
            _ = session.hear(.resumed)
            return false
        case .hold(let wait, let isTold):
            if isTold, rules.confirmsWaits {
                guard try await self.wait(of: session) == wait else { throw WrongWait() }
            }
            switch wait {
            case .atPausePoint: pause(session)
            case .forLock: try await block(session)
            case .forTime: onEvent(.slept(session))
            }
            return true
        }
    }

    private func wait(of session: PooledSession) async throws -> WaitTracker.Wait? {
        try await lockTable.wait(of: session.pid, mayPause: pausePoints?.isClosed(for: session.pid) == true)
    }

    /// Waits until a cancelled statement has ended. One that will not be cancelled is for the watchdog.
    private func quiesceCancelled(_ session: PooledSession) async throws {
        var listener = SessionListener(session, in: database)
        let result = try await listener.end()
        finish(session, with: result)
        try await release(session)
        if let strike = database.watchdog.strike(in: database.name) { throw strike.failure }
    }

    // MARK: Waiting and going on

    private func block(_ session: PooledSession) async throws {
        waits += 1
        line.join(session)
        onEvent(.blocked(session))
        guard !database.server.speaksOfWaiting else { return }
        let waiting = line.sessions.map(\.pid)
        if try await lockTable.closesCircle(session.pid, among: waiting) { throw ChanceOfDeadlock() }
    }

    private func pause(_ session: PooledSession) {
        session.pause()
        waits += 1
        line.stop(session)
        onEvent(.paused(session, at: session.place))
    }

    /// Lets a statement that pauses go on: to its end, or to its next row.
    func goOn(_ session: PooledSession, pausingAgain: Bool) async throws {
        guard session.isPaused, let pausePoints else { return }
        if pausingAgain {
            try await pausePoints.step(session.pid) {
                line.wake(session)
                try await quiesce(session)
            }
        } else {
            try await openPausePoints(of: session)
            line.wake(session)
            try await quiesce(session)
        }
        try await openPausePointsIfIdle(session)
        try await wakeGranted()
    }

    /// A statement that has ended needs its pause points no more, whether it met them or not.
    private func openPausePointsIfIdle(_ session: PooledSession) async throws {
        if session.isIdle, session.mayPause { try await openPausePoints(of: session) }
    }

    private func openPausePoints(of session: PooledSession) async throws {
        session.pauseNoMore()
        try await pausePoints?.open(session.pid)
    }

    /// Lets those sessions go on whose locks have been granted: one at a time, in the order in which they blocked.
    func wakeGranted() async throws {
        while !line.sessions.isEmpty {
            // Where they cannot be stopped, how often it takes a look until they have all come to rest is chance.
            let waiting = try await lockTable.waiting(counts: line.stopsSessions)
            guard let next = line.sessions.first(where: { !waiting.contains($0.pid) }) else { return }
            line.leave(next)
            onEvent(.woke(next))
            try await quiesce(next)
            try await openPausePointsIfIdle(next)
        }
    }

    /// Has a session's timers fire that are due, and lets everything come to rest.
    func fireTimer(of session: PooledSession) async throws {
        guard let time = database.server.time else { return }
        onEvent(.timer(session))
        time.fire(session)
        if session.isIdle { return try await takeEnd(of: session) }
        if line.contains(session) { line.leave(session) } else { line.wake(session) }
        try await quiesce(session)
        try await openPausePointsIfIdle(session)
        try await wakeGranted()
    }

    /// A session that does nothing has reached its limit: it is ended, and its transaction with it. Who has it hears of that
    /// when it sends something.
    private func takeEnd(of session: PooledSession) async throws {
        session.timeOut()
        try await seats.awaitEnd(of: session)
        try await wakeGranted()
    }

    // MARK: Between runs

    /// Readies the database and all sessions for the next run.
    func reset(_ rules: SessionRules) async throws {
        self.rules = rules
        waits = 0
        database.meter.start()
        try await seats.reset(seed: rules.seed)
    }

    /// Leaves every session idle and awake.
    func tearDown() async {
        for session in all where !session.isIdle {
            line.leave(session)
            line.wake(session)
            try? await sendCancel(to: session)
            try? await quiesceCancelled(session)
        }
        for session in leftBehind { try? await seats.end(session) }
        leftBehind = []
    }

    /// Ends all sessions.
    func close() { seats.close() }
}
