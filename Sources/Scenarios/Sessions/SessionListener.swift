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
    private var notices = 0
    private var silences = 0

    /// How long a session is waited for that says nothing. The watchdog ends statements that run for long, so this one waits
    /// for what lies outside of the world.
    private var patience: Duration { database.watchdog.limit * 3 }
    private static let interval = Duration.milliseconds(50)

    init(_ session: PooledSession, in database: WorldDatabase) {
        self.session = session
        self.database = database
    }

    /// Waits for what it says next.
    ///
    /// - Throws: What makes the run void: a statement that had to be ended, a machine that fails, cancellation.
    mutating func next() async throws -> Heard {
        while true {
            switch await session.connection.nextEvent(within: Self.interval) {
            case .finished(let result):
                if let strike = database.watchdog.strike { throw strike.failure }
                if case .failure(let error) = result, error.saysNothingOfTheScript { throw error }
                return .finished(result)
            case .notice(let notice):
                notices += 1
                if let place = PausePlace(notice) { session.place = place }
                // A script that never stops talking must not keep the other sessions from being heard.
                if notices.isMultiple(of: 256) {
                    try Task.checkCancellation()
                    await database.loop.sleep(for: .milliseconds(1))
                }
                if notice.saysAcquired { return .event(.acquired) }
                if notice.saysStillWaiting { return .event(.stillWaiting(wait(in: notice))) }
            case nil:
                try Task.checkCancellation()
                silences += 1
                guard Self.interval * silences < patience else { throw stuck }
                return .event(.silence)
            }
        }
    }

    private var stuck: EnvironmentFailure {
        let text = session.statement.map { $0.sql.prefix(100) } ?? ""
        return EnvironmentFailure(
            reason:
                "nothing moved for \(patience.components.seconds) s: a statement waits for a lock that no session of this "
                + "run holds: \(text)")
    }

    private func wait(in notice: Notice) -> WaitTracker.Wait {
        let isPause = database.pausePoints?.isWait(of: session.pid, notice: notice.message) == true
        return isPause ? .atPausePoint : .forLock
    }
}
