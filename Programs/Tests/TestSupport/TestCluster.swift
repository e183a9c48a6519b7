import Foundation
package import Postgres
import Syncer

/// A throwaway cluster, for as long as `body` runs.
///
/// Its loop has a thread of its own, and `body` runs there: several tests that block their threads would leave none
/// for the test library.
package func withCluster(
    settings: [String: String] = [:], _ body: @escaping @Sendable (TestCluster) async throws -> Void
) async throws {
    await Gate.clusters.enter()
    defer { Gate.clusters.leave() }
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        Thread {
            let loop = EventLoop()
            continuation.resume(
                with: Result {
                    try loop.run {
                        try await ThrowawayCluster.with(.init(settings: settings), on: loop) { cluster in
                            try await body(TestCluster(cluster: cluster, loop: loop))
                        }
                    }
                })
        }.start()
    }
}

package struct TestCluster: Sendable {
    package let cluster: ThrowawayCluster
    package let loop: EventLoop

    /// What a program is told to connect with.
    package func url(_ database: String) -> String {
        let host = cluster.directory.replacing("/", with: "%2F")
        return "postgresql://converge@\(host)/\(database)"
    }

    /// Makes a database with a strategy's schema.
    package func makeDatabase(_ name: String, for folder: String) async throws {
        let admin = try await LiveSession(cluster.target(), on: loop)
        defer { admin.close() }
        _ = try await admin.run(Statement("create database \(name)", prepares: false))
        let session = try await LiveSession(cluster.target(database: name), on: loop)
        defer { session.close() }
        try await Strategy.load(folder: folder).createSchema(on: session)
    }

    /// All rows of a query, as text.
    package func rows(_ sql: String, in database: String) async throws -> [[String?]] {
        let session = try await LiveSession(cluster.target(database: database), on: loop)
        defer { session.close() }
        return try await session.run(Statement(sql, prepares: false)).rows
    }

    /// The lines of the server's log.
    package var log: [String] {
        String(decoding: FileManager.default.contents(atPath: cluster.directory + "/log") ?? Data(), as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }
}
