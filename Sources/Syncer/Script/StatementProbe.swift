import Postgres

/// Asks Postgres whether it accepts statements, without running them, inside a transaction that is rolled back.
struct StatementProbe {
    let session: any Session

    /// Runs `body` inside a transaction and rolls it back.
    func inTransaction<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await run("begin")
        let result: Result
        do {
            result = try await body()
        } catch {
            // The first error says more than an error of this.
            _ = try? await run("rollback")
            throw error
        }
        try await run("rollback")
        return result
    }

    /// Runs `body` and undoes it.
    func inSavepoint(_ body: () async throws -> Void) async throws {
        try await run("savepoint converge_script")
        try await body()
        try await run("rollback to savepoint converge_script")
    }

    /// What Postgres says against a statement that can be prepared: one that reads or writes rows.
    func objectionToPreparing(_ sql: String) async throws -> PostgresError? {
        let objection = try await objection(to: "prepare converge_probe as ", sql, "")
        if objection == nil { try await run("deallocate converge_probe") }
        return objection
    }

    /// What Postgres says against the syntax of any statement: as the body of a function, it is read and not run.
    func objectionToReading(_ sql: String) async throws -> PostgresError? {
        var tag = "$converge$"
        while sql.contains(tag) { tag = "$converge_\(tag.utf8.count)\(tag.dropFirst())" }
        return try await objection(
            to: "create or replace function pg_temp.converge_probe() returns void language sql as \(tag)", sql, tag)
    }

    /// What Postgres says when a statement is run.
    func objectionToRunning(_ sql: String) async throws -> PostgresError? { try await objection(to: "", sql, "") }

    /// Errors that say something about the connection or the server, rather than about the statement, are thrown.
    private func objection(to prefix: String, _ sql: String, _ suffix: String) async throws -> PostgresError? {
        try await run("savepoint converge_statement")
        do {
            try await run(prefix + sql + suffix)
        } catch var error as PostgresError where !error.connectionLost && !Self.isOperational(error.sqlState) {
            try await run("rollback to savepoint converge_statement")
            // The position counts from the start of what was sent.
            if let position = error.position {
                let inside = position - prefix.unicodeScalars.count
                error.position = inside > 0 ? inside : nil
            }
            return error
        }
        try await run("release savepoint converge_statement")
        return nil
    }

    /// Classes of errors that any statement can meet: connections, rollbacks, resources, locks, operators.
    private static func isOperational(_ state: SQLState) -> Bool {
        ["08", "40", "53", "55", "57", "58"].contains(String(state.rawValue.prefix(2)))
    }

    private func run(_ sql: String) async throws {
        _ = try await session.run(Statement(sql, prepares: false, origin: "probe"))
    }
}
