import Foundation
import Glibc
import TestSupport
import Testing

@testable import Postgres

/// Clusters of their own, one after the other: each test looks at what is left on the machine.
@Suite(.ownTime, .serialized) struct ClusterTests {
    @Test func leavesNothing() async throws {
        let remains = try await onLoop { loop in
            try await ThrowawayCluster.with(on: loop) { cluster in
                #expect(cluster.isAlive)
                let remains = try Remains(cluster)
                #expect(remains.isThere)
                #expect(remains.members.count >= 4)
                var status = stat()
                #expect(stat(cluster.directory, &status) == 0 && status.st_mode & 0o777 == 0o700)
                // One is stopped, one is busy: neither may be left.
                let stopped = try await Connection.open(cluster.target(), on: loop)
                #expect(BackendProcess.stop(stopped.backendPID))
                let busy = try await Connection.open(cluster.target(), on: loop)
                try busy.send(Statement("select count(*) from generate_series(1, 1000000000)"))
                return remains
            }
        }
        #expect(remains.isGone)
    }

    @Test func leavesNothingWhenTheBodyFails() async throws {
        let place = Box<Remains>()
        await #expect(throws: CancellationError.self) {
            try await onLoop { loop in
                try await ThrowawayCluster.with(on: loop) { cluster in
                    place.value = try Remains(cluster)
                    throw CancellationError()
                }
            }
        }
        #expect(try #require(place.value).isGone)
    }

    @Test func leavesNothingWhenItIsDestroyedEarly() async throws {
        let remains = try await onLoop { loop in
            try await ThrowawayCluster.with(on: loop) { cluster in
                let remains = try Remains(cluster)
                let connection = try await Connection.open(cluster.target(), on: loop)
                cluster.destroyNow()
                #expect(!cluster.isAlive)
                let error = await PostgresTests.error { try await connection.run("select 1") }
                #expect(error?.connectionLost == true)
                cluster.destroyNow()
                return remains
            }
        }
        #expect(remains.isGone)
    }

    /// While `initdb` runs, while the server starts, and later.
    @Test(arguments: [1, 30, 100, 200, 300, 400, 500, 700], [true, false])
    func leavesNothingWhenItIsStoppedAtAnyMoment(milliseconds: Int, isCancelled: Bool) async throws {
        let parent = try scratch("/stopped")
        defer { FileTree.remove(scratchRoot) }
        try await onLoop { loop in
            await withTaskGroup { group in
                group.addTask {
                    do {
                        try await ThrowawayCluster.with(.init(temporaryDirectory: parent), on: loop) { _ in
                            await loop.sleep(for: .milliseconds(500))
                        }
                    } catch {
                        // How it fails depends on the moment.
                    }
                }
                await loop.sleep(for: .milliseconds(milliseconds))
                if isCancelled { group.cancelAll() } else { ThrowawayCluster.destroyAllNow(on: loop) }
                #expect(isCancelled || FileTree.names(in: parent).isEmpty)
            }
        }
        #expect(FileTree.names(in: parent).isEmpty)
        let processes = FileTree.names(in: "/proc").filter { pid in
            FileTree.text(of: "/proc/\(pid)/cmdline")?.contains(parent) == true
        }
        #expect(processes.isEmpty)
    }

    @Test func isSetUpAsPromised() async throws {
        setenv("PGOPTIONS", "-c work_mem=1MB", 1)
        setenv("PGDATABASE", "elsewhere", 1)
        HermeticEnvironment.removeLibpqVariables()
        #expect(getenv("PGOPTIONS") == nil && getenv("PGDATABASE") == nil && getenv("PATH") != nil)
        try await onLoop { loop in
            let options = ThrowawayCluster.Options(settings: ["work_mem": "7MB"])
            try await ThrowawayCluster.with(options, on: loop) { cluster in
                let connection = try await Connection.open(cluster.target(), on: loop)
                for (name, value) in [
                    "fsync": "off", "synchronous_commit": "on", "autovacuum": "off", "listen_addresses": "",
                    "server_encoding": "UTF8", "lc_collate": "C", "lc_messages": "C", "TimeZone": "UTC",
                    "work_mem": "7MB", "deadlock_timeout": "1ms", "log_lock_waits": "on", "max_connections": "400",
                ] {
                    let setting = try await connection.run("select current_setting('\(name)')")
                    #expect(setting.rows == [[value]], "\(name)")
                }
                #expect(
                    try await connection.run("select current_user, current_database()").rows == [
                        ["converge", "postgres"]
                    ])
                #expect(
                    cluster.installation.version.split(separator: ".").first.map(String.init)
                        == "\(connection.serverVersion / 10000)")
            }
        }
    }
}
