import Postgres
import Subprocess
import TestSupport
import Testing

@testable import Syncer

/// A throwaway cluster, for as long as `body` runs on a thread of its own.
func withCluster(
    settings: [String: String] = [:], _ body: @escaping @Sendable (TestCluster) async throws -> Void
) async throws {
    try await onCluster(settings: settings) { try await body(TestCluster(cluster: $0, loop: $1)) }
}

struct TestCluster: Sendable {
    let cluster: ThrowawayCluster
    let loop: EventLoop

    /// Runs `body` with a session in a new database.
    func withDatabase<Result>(
        _ name: String, schema: String = "", _ body: (LiveSession) async throws -> Result
    ) async throws -> Result {
        let admin = try await LiveSession(cluster.target(), on: loop)
        _ = try await admin.run(Statement("create database \(Connection.quoteIdentifier(name))", prepares: false))
        admin.close()
        let session = try await LiveSession(cluster.target(database: name), on: loop)
        defer { session.close() }
        for statement in try SchemaFile(name: "schema.sql", text: schema, folder: "").statements() {
            _ = try await session.run(Statement(statement.sql, prepares: false))
        }
        return try await body(session)
    }

    /// Runs `body` with a session in a new database that has a strategy's schema.
    func withDatabase<Result>(
        _ name: String, for strategy: Strategy, _ body: (LiveSession) async throws -> Result
    ) async throws -> Result {
        try await withDatabase(name) { session in
            try await strategy.createSchema(on: session)
            return try await body(session)
        }
    }

    /// Runs a script with the real psql, stopping at errors.
    ///
    /// - Returns: What psql wrote on stderr.
    @discardableResult
    func psql(file: String, variables: [(String, String)], database: String) async throws -> String {
        let target = cluster.target(database: database)
        let connection = target.parameters.sorted { $0.key < $1.key }
            .map { "\($0.key)='\($0.value)'" }.joined(separator: " ")
        var arguments = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", connection]
        for (name, value) in variables { arguments += ["-v", "\(name)=\(value)"] }
        let result = try await Subprocess.run(
            .name("psql"), arguments: Arguments(arguments + ["-f", file]),
            environment: .inherit.updating(["PGCLIENTENCODING": "UTF8"]), output: .discarded,
            error: .string(limit: 1 << 20))
        let errors = result.standardError
        #expect(result.terminationStatus.isSuccess, "\(errors)")
        return errors
    }
}

extension LiveSession {
    /// All rows of a query, as text.
    func rows(_ sql: String) async throws -> [[String?]] {
        try await run(Statement(sql, prepares: false)).rows
    }
}
