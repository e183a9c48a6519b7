import Foundation
import Postgres
import Testing

/// Databases on somebody's server: those of a run that was killed are dropped at the next run, and no others.
@Suite struct ForeignServerTests {
    private static let long = ["verify", "guarded-upsert", "--schedules", "1000000", "--database-url"]
    private static let short = ["verify", "guarded-upsert", "--scenario", "in-order", "--schedules", "2"]

    /// A server of somebody else's: a cluster that the test itself has started.
    struct Server: Sendable {
        let url: String
        private let connection: Connection
        private let loop: EventLoop

        static func with(_ body: @escaping @Sendable (Server) async throws -> Void) async throws {
            try await onLoop { loop in
                try await ThrowawayCluster.with(on: loop) { cluster in
                    let url = "postgresql:///?host=\(cluster.directory)&port=5432&user=converge"
                    let connection = try await Connection.open(cluster.target(), on: loop)
                    defer { connection.close() }
                    try await body(Server(url: url, connection: connection, loop: loop))
                }
            }
        }

        func run(_ sql: String) async throws {
            _ = try await connection.run(Statement(sql, prepares: false))
        }

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

    @Test func onlyTheDeadAreSwept() async throws {
        let box = try Sandbox()
        try await Server.with { server in
            let precious: Set = ["converge_mine", "converge_r1_1", "converge_rabcdefghijklm_1x"]
            for name in precious { try await server.run("create database \(name)") }
            let killed = try await box.run(Self.long + [server.url]) { pid in
                let dead = try await server.newDatabases(besides: precious)
                kill(pid, SIGKILL)
                let living = try await box.run(Self.long + [server.url]) { pid in
                    // It has swept before it made its own.
                    let own = try await server.newDatabases(besides: precious.union(dead))
                    #expect(try await server.databases.isDisjoint(with: dead))
                    let third = try await box.run(Self.short + ["--database-url", server.url])
                    #expect(third.status == 0, "\(third.error)")
                    #expect(try await server.databases.isSuperset(of: own))
                    kill(pid, SIGINT)
                }
                #expect(living.status == 130, "\(living.error)")
                #expect(living.error.contains("interrupted"))
            }
            #expect(killed.status == -9)
            #expect(try await server.databases == precious)
        }
        #expect(box.leftovers == [])
    }
}
