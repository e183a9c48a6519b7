import Foundation
import Postgres
import TestSupport
import Testing

/// A server that is not the program's own: a cluster that the test itself has started.
struct ForeignServer: Sendable {
    let url: String
    let cluster: ThrowawayCluster
    private let connection: Connection
    private let loop: EventLoop

    /// - Parameter settings: The server's own.
    static func with(
        _ settings: [String: String] = [:], _ body: @escaping @Sendable (ForeignServer) async throws -> Void
    ) async throws {
        try await onCluster(settings: settings) { cluster, loop in
            let url = "postgresql:///?host=\(cluster.directory)&port=5432&user=converge"
            let connection = try await Connection.open(cluster.target(), on: loop)
            defer { connection.close() }
            try await body(ForeignServer(url: url, cluster: cluster, connection: connection, loop: loop))
        }
    }

    func run(_ sql: String) async throws {
        _ = try await connection.run(Statement(sql, prepares: false))
    }

    /// How another role reaches it; of those that may log in, `syncer` and `keeper` are left.
    func url(of role: String) -> String { url.replacing("user=converge", with: "user=\(role)") }

    var databases: Set<String> {
        get async throws {
            let found = Statement("select datname from pg_database where datname like 'converge%'")
            return Set(try await connection.run(found).rows.compactMap { $0[0] })
        }
    }

    /// The databases of a run that has just been started, as soon as it has made several.
    func newDatabases(besides known: Set<String>) async throws -> Set<String> {
        for _ in 0..<1200 {
            let found = try await databases.subtracting(known)
            if found.count >= 4 { return found }
            await loop.sleep(for: .milliseconds(50))
        }
        Issue.record("no databases were made")
        return []
    }
}
