import Foundation
import Glibc
import TestSupport
import Testing

@testable import Postgres

extension ClusterTests {
    /// What is left of a cluster, and of a session, whose processes are killed or stopped.
    @Suite(.serialized) struct ClusterCrashTests {
        @Test func comesBackAfterAKill() async throws {
            let remains = try await onLoop { loop in
                try await ThrowawayCluster.with(on: loop) { cluster in
                    let first = try await Connection.open(cluster.target(), on: loop)
                    try await first.run("create table t as select 7 as n")
                    try first.send(Statement("select pg_sleep(60)"))
                    let pid = cluster.postmasterPID
                    await cluster.kill()
                    #expect(!cluster.isAlive && cluster.processes.all().isEmpty)
                    guard case .finished(.failure(let error)) = await first.nextEvent() else {
                        Issue.record("the statement survived")
                        throw CancellationError()
                    }
                    #expect(error.connectionLost && error.sqlState == .connectionFailure)
                    try await cluster.restart()
                    #expect(cluster.isAlive && cluster.postmasterPID != pid)
                    let second = try await Connection.open(cluster.target(), on: loop)
                    #expect(try await second.run("select n from t").rows == [["7"]])
                    return try Remains(cluster)
                }
            }
            #expect(remains.isGone)
        }

        @Test("What was committed is there even if the server is killed again while it recovers")
        func comesBackAfterAKillInRecovery() async throws {
            try await onLoop { loop in
                try await ThrowawayCluster.with(on: loop) { cluster in
                    let first = try await Connection.open(cluster.target(), on: loop)
                    try await first.run("create table t (n integer)")
                    var interrupted = 0
                    var attempts = 0
                    var rows = 0
                    // Recovery is short, and so an attempt may come too late, on a busy machine above all: the next one has
                    // more to recover.
                    while interrupted < 2, attempts < 20 {
                        attempts += 1
                        let writer = try await Connection.open(cluster.target(), on: loop)
                        try await writer.run("insert into t select generate_series(1, \(attempts * 50000))")
                        rows += attempts * 50000
                        await cluster.kill()
                        try await cluster.launch()
                        // Until it recovers, or has recovered too fast to be seen doing so.
                        var looks = 0
                        while try !Self.wasRecovering(cluster), looks < 5_000 {
                            await loop.sleep(for: .microseconds(200))
                            looks += 1
                        }
                        await cluster.kill()
                        if try Self.wasRecovering(cluster) { interrupted += 1 }
                        try await cluster.restart()
                    }
                    #expect(interrupted == 2)
                    let last = try await Connection.open(cluster.target(), on: loop)
                    #expect(try await last.run("select count(*) from t").rows == [["\(rows)"]])
                }
            }
        }

        /// Whether the control file says that the server recovers, or did so when it ended: the state is the fifth word,
        /// and 4 means DB_IN_CRASH_RECOVERY (src/include/catalog/pg_control.h).
        private static func wasRecovering(_ cluster: ThrowawayCluster) throws -> Bool {
            let control = try Data(contentsOf: URL(fileURLWithPath: "\(cluster.directory)/data/global/pg_control"))
            return control[16..<20].elementsEqual([4, 0, 0, 0])
        }

        @Test func survivesTheCrashOfABackend() async throws {
            try await onLoop { loop in
                try await ThrowawayCluster.with(on: loop) { cluster in
                    let (victim, other) = (
                        try await Connection.open(cluster.target(), on: loop),
                        try await Connection.open(cluster.target(), on: loop)
                    )
                    try victim.send(Statement("select pg_sleep(60)"))
                    Glibc.kill(victim.backendPID, SIGKILL)
                    guard case .finished(.failure(let error)) = await victim.nextEvent() else {
                        Issue.record("the statement survived")
                        return
                    }
                    #expect(error.connectionLost && error.sqlState == .connectionFailure)
                    while !BackendProcess.isGone(other.backendPID) { await loop.sleep(for: .milliseconds(1)) }
                    let dragged = await PostgresTests.error { try await other.run("select 1") }
                    #expect(dragged?.connectionLost == true)
                }
            }
        }

        @Test func stopsAndContinuesABackend() async throws {
            try await onLoop { loop in
                try await ThrowawayCluster.with(on: loop) { cluster in
                    let connection = try await Connection.open(cluster.target(), on: loop)
                    let pid = connection.backendPID
                    for _ in 0..<100 {
                        #expect(BackendProcess.stop(pid))
                        #expect(BackendProcess.state(pid) == UInt8(ascii: "T"))
                        BackendProcess.resume(pid)
                        #expect(try await connection.run("select 1").rows == [["1"]])
                    }
                    #expect(!BackendProcess.isGone(pid))
                    connection.close()
                    while !BackendProcess.isGone(pid) { await loop.sleep(for: .milliseconds(1)) }
                    #expect(!BackendProcess.stop(pid))
                }
            }
        }
    }
}
