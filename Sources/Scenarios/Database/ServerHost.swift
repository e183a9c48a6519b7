import Postgres

/// A server as a verifier uses it: the way in, and a session that makes and drops databases.
///
/// One thread uses it.
final class ServerHost {
    let access: ServerAccess
    private let loop: EventLoop
    private var session: Connection

    /// Connects, and makes sure that there is a role for strategies.
    ///
    /// - Throws: `PostgresError`.
    init(_ access: ServerAccess, on loop: EventLoop) async throws {
        self.access = access
        self.loop = loop
        session = try await Connection.open(access.maintenanceTarget(), on: loop)
        guard access.isOwn else { return }
        let role = ServerAccess.workerRole
        let known = try await session.run(Statement("select 1 from pg_roles where rolname = $1", parameters: [role]))
        if known.rows.isEmpty { _ = try await run("create role \(role) login") }
    }

    /// Runs a statement that makes or drops something; over a new session if the server has been killed since.
    @discardableResult
    func run(_ sql: String) async throws -> QueryResult {
        if session.transactionStatus == .lost {
            session = try await Connection.open(access.maintenanceTarget(), on: loop)
        }
        do {
            return try await session.run(Statement(sql, prepares: false))
        } catch let error as PostgresError where error.connectionLost && access.kill != nil {
            session = try await Connection.open(access.maintenanceTarget(), on: loop)
            return try await session.run(Statement(sql, prepares: false))
        }
    }

    func close() { session.close() }
}
