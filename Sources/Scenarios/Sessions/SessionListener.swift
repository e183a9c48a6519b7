import Postgres

/// Listens to a session until it says something that matters to its rest.
struct SessionListener {
    /// What a session said.
    enum Heard {
        /// Its statement has ended.
        case finished(Result<QueryResult, PostgresError>)
        /// Something about a wait, or nothing for a while.
        case event(WaitTracker.Event)
    }

    let session: PooledSession
    let database: WorldDatabase
    /// Whether other sessions of the world wait for locks.
    private let othersWait: Bool
    private var notices = 0
    private var silences = 0
    private var quiet = Duration.zero

    private static let interval = Duration.milliseconds(50)
    /// How long one that may sleep by the server's clock is listened to before it is looked at.
    private static let briefInterval = Duration.milliseconds(2)
    /// After how many silences it is looked whether another world keeps the session waiting: a lock that a commit takes
    /// for a moment is not worth it.
    private static let silencesPerLook = 20

    init(_ session: PooledSession, in database: WorldDatabase, othersWait: Bool = false) {
        self.session = session
        self.database = database
        self.othersWait = othersWait
    }

    /// Waits for what it says next.
    ///
    /// - Throws: What makes the run void: a statement that had to be ended, a machine that fails, a wait that does not end,
    ///   another world, cancellation.
    mutating func next() async throws -> Heard {
        while true {
            let pause = database.server.time == nil ? Self.interval : Self.briefInterval
            switch await session.connection.nextEvent(within: pause) {
            case .finished(let result):
                try await check(result)
                return .finished(result)
            case .notice(let notice):
                if let place = PausePlace(notice) { session.come(to: place) }
                try await hear(notice)
                if notice.saysAcquired { return .event(.acquired) }
                if notice.saysStillWaiting { return .event(.stillWaiting(wait(in: notice))) }
            case nil:
                if try database.server.time?.isSleeping(session.pid) == true { return .event(.sleeps) }
                quiet += pause
                if quiet < Self.interval { continue }
                quiet = .zero
                try await bear()
                return .event(.silence)
            }
        }
    }

    /// Waits for the end of its statement, which has been cancelled. It waits for no lock any more, whatever the lock table
    /// still says while its process has not come to run.
    ///
    /// - Throws: As ``next()``, but what the statement itself came to is returned, whatever it is.
    mutating func end() async throws -> Result<QueryResult, PostgresError> {
        while true {
            switch await session.connection.nextEvent(within: Self.interval) {
            case .finished(let result): return result
            case .notice(let notice): try await hear(notice, isEnding: true)
            case nil: try await bear(isEnding: true)
            }
        }
    }

    /// A script that never stops talking must not keep the other sessions from being heard.
    private mutating func hear(_ notice: Notice, isEnding: Bool = false) async throws {
        notices += 1
        // A script may catch the error that follows. Of the world's own sessions none can be in that circle.
        if notice.saysDeadlock, !othersWait, !isEnding, database.watchdog.sessions.hasSeveralWorlds {
            throw WorldsMeet()
        }
        guard notices.isMultiple(of: 256) else { return }
        if !isEnding { try Task.checkCancellation() }
        await database.loop.sleep(for: .milliseconds(1))
    }

    /// Nothing was heard for a while. How long a statement may run is the watchdog's business; but it may also wait, for
    /// what lies outside of the world.
    private mutating func bear(isEnding: Bool = false) async throws {
        if !isEnding { try Task.checkCancellation() }
        silences += 1
        guard Self.interval * silences < database.watchdog.patience else {
            throw Standstill(
                patience: database.watchdog.patience,
                subject: session.statement.map { "the end of '\($0.sql.prefix(100))'" } ?? "a session")
        }
        guard silences.isMultiple(of: Self.silencesPerLook), !isEnding else { return }
        if try await lockTable.holders(of: [session.pid]).contains(where: lockTable.isOfAnotherWorld) {
            throw WorldsMeet()
        }
    }

    /// Sees to it that what ends the statement is the script's, and not the machine's or another world's.
    private func check(_ result: Result<QueryResult, PostgresError>) async throws {
        if let strike = database.watchdog.strike(in: database.name) { throw strike.failure }
        guard case .failure(let error) = result else { return }
        if error.saysNothingOfTheScript { throw error }
        if error.connectionLost {
            if let loss = await database.watchdog.probe() { throw loss }
            // A script may end its own session, and its limits may, and no other way of losing it is its own.
            if error.sqlState != "57P01", !session.hasTimedOut { throw error }
        }
        if lockTable.blames(anotherWorldIn: error) { throw WorldsMeet() }
    }

    private var lockTable: LockTable { LockTable(database) }

    private func wait(in notice: Notice) -> WaitTracker.Wait {
        let isPause = database.pausePoints?.isWait(of: session.pid, notice: notice.message) == true
        return isPause ? .atPausePoint : .forLock
    }
}
