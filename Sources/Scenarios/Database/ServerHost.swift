import Postgres

/// A server as a verifier uses it: the way in, and a session that makes and drops databases.
final class ServerHost {
    let access: ServerAccess
    /// Ends statements that would never end.
    let watchdog: Watchdog
    private let loop: EventLoop
    private var session: Connection

    /// Connects, makes sure that there are roles for strategies, and drops what killed runs have left on a server that
    /// is not ours.
    ///
    /// - Parameter statementLimit: How long a statement may run.
    /// - Throws: `PostgresError`.
    init(_ access: ServerAccess, on loop: EventLoop, statementLimit: Duration = Watchdog.defaultLimit)
        async throws
    {
        self.access = access
        self.loop = loop
        watchdog = Watchdog(access, on: loop, limit: statementLimit)
        session = try await Connection.open(access.maintenanceTarget(), on: loop)
        watchdog.sessions.add(session, .harness, in: "postgres")
        try await watchdog.start()
        do {
            if access.isOwn {
                try await makeRoles()
            } else {
                try await claim()
                // Over a session of its own: what other runs have left may keep it waiting.
                let sweeping = try await open(access.sweepingTarget())
                defer { sweeping.close() }
                await DatabaseSweeper.sweep(over: sweeping)
            }
        } catch {
            close()
            throw error
        }
    }

    /// Opens a session, and takes note of it.
    ///
    /// - Throws: `PostgresError`; ``EnvironmentFailure`` once the server is gone.
    func open(_ target: ConnectionTarget, for purpose: SessionRegister.Purpose = .harness) async throws -> Connection {
        if let loss = watchdog.loss { throw loss }
        let connection = try await Connection.open(target, on: loop)
        watchdog.sessions.add(connection, purpose, in: target.parameters["dbname"] ?? "")
        return connection
    }

    /// Opens a session such as scripts run on, and takes note of it.
    ///
    /// - Throws: `PostgresError`; ``EnvironmentFailure`` once the server is gone.
    func openLive(_ target: ConnectionTarget) async throws -> LiveSession {
        if let loss = watchdog.loss { throw loss }
        let session = try await LiveSession(target, on: loop)
        watchdog.sessions.add(session.connection, .harness, in: target.parameters["dbname"] ?? "")
        access.time?.hurry(session.connection.backendPID)
        return session
    }

    /// Says that this run lives, before its first database is made.
    private func claim() async throws {
        if !access.isOwn { _ = try await session.run(DatabaseSweeper.claim(of: access.runID)) }
    }

    private func makeRoles() async throws {
        let role = ServerAccess.workerRole
        let known = try await session.run(Statement("select 1 from pg_roles where rolname = $1", parameters: [role]))
        guard known.rows.isEmpty else { return }
        for statement in [
            "create role \(role) login",
            "create role \(ServerAccess.keeperRole) login bypassrls in role \(role), pg_read_all_stats",
            // Only a superuser may set it in a session, and it keeps triggers and foreign keys from firing.
            "alter role \(ServerAccess.keeperRole) set session_replication_role = replica",
            "revoke all on database postgres, template1 from public",
        ] { _ = try await session.run(Statement(statement, prepares: false)) }
    }

    /// Forgets what a strategy may have set for the role that all strategies share.
    func resetWorkerRole() async throws {
        if access.isOwn { _ = try await run("alter role \(ServerAccess.workerRole) reset all") }
    }

    /// Runs a statement that makes or drops something; over a new session if the server has been killed since.
    @discardableResult
    func run(_ sql: String) async throws -> QueryResult {
        if session.transactionStatus == .lost {
            session = try await open(access.maintenanceTarget())
            try await claim()
        }
        do {
            return try await session.run(Statement(sql, prepares: false))
        } catch let error as PostgresError where error.connectionLost && access.kill != nil {
            session = try await open(access.maintenanceTarget())
            return try await session.run(Statement(sql, prepares: false))
        }
    }

    func close() {
        watchdog.stop()
        session.close()
    }
}
