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
                    try await cluster.supervisor.launch(cluster.server())
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

    @Test func usesASocketPathThatFits() async throws {
        let parent = try scratch("/" + String(repeating: "long/", count: 20))
        defer { FileTree.remove(scratchRoot) }
        let directory = try await onLoop { loop in
            let options = ThrowawayCluster.Options(temporaryDirectory: parent)
            return try await ThrowawayCluster.with(options, on: loop) { $0.directory }
        }
        #expect(directory.hasPrefix("/tmp/converge-cluster-"))
    }

    @Test func usesTheTemporaryDirectoryWhateverItsName() async throws {
        let parent = try scratch("/it's \"a\" b\\ä")
        defer { FileTree.remove(scratchRoot) }
        let directory = try await onLoop { loop in
            let options = ThrowawayCluster.Options(temporaryDirectory: parent)
            return try await ThrowawayCluster.with(options, on: loop) { $0.directory }
        }
        #expect(directory.hasPrefix(parent + "/converge-cluster-"))
    }

    @Test(arguments: ["/nonexistent-directory", "/sys", "/dev/null"])
    func saysThatTheTemporaryDirectoryCannotBeUsed(_ parent: String) async throws {
        let error = await #expect(throws: ClusterError.self) {
            try await onLoop { loop in
                try await ThrowawayCluster.with(.init(temporaryDirectory: parent), on: loop) { _ in }
            }
        }
        #expect(error?.code == .temporaryDirectory)
        #expect(error?.description.contains(parent) == true)
        #expect(error?.remedy.contains("TMPDIR") == true)
    }

    @Test func saysThatTheProgramsAreMissing() async throws {
        let error = await #expect(throws: ClusterError.self) {
            try await onLoop { loop in
                try await ThrowawayCluster.with(.init(binDirectory: "/usr/lib"), on: loop) { _ in }
            }
        }
        #expect(error?.code == .notInstalled)
        #expect(error?.message == "/usr/lib has no initdb and no postgres.")
    }

    @Test func showsTheLogOfAServerThatDoesNotStart() async throws {
        let place = Box<String>()
        let error = await #expect(throws: ClusterError.self) {
            try await onLoop { loop in
                let options = ThrowawayCluster.Options(settings: ["shared_buffers": "a lot"])
                try await ThrowawayCluster.with(options, on: loop) { place.value = $0.directory }
            }
        }
        #expect(place.value == nil)
        #expect(error?.code == .start)
        #expect(error?.output.contains("shared_buffers") == true, "\(error?.description ?? "")")
    }
}

/// What a cluster has on the machine.
struct Remains {
    let directory: String
    let members: [pid_t]
    let processes: ClusterProcesses
    let sharedMemory: Int32

    init(_ cluster: ThrowawayCluster) throws {
        directory = cluster.directory
        processes = cluster.processes
        members = processes.all().map(\.pid)
        let lines = try #require(FileTree.text(of: "\(directory)/data/postmaster.pid")).split(
            separator: "\n", omittingEmptySubsequences: false)
        sharedMemory = try #require(Int32(lines[6].split(separator: " ")[1]))
    }

    private var hasSharedMemory: Bool {
        var segment = shmid_ds()
        return shmctl(sharedMemory, IPC_STAT, &segment) == 0
    }

    var isThere: Bool {
        access(directory, F_OK) == 0 && hasSharedMemory && !processes.all().isEmpty
    }

    /// Neither process, nor directory, nor shared memory.
    var isDead: Bool {
        access(directory, F_OK) != 0 && !hasSharedMemory && processes.all().isEmpty
            && members.allSatisfy(BackendProcess.isGone)
    }

    /// As ``isDead``, and no zombie. (A killed server's orphans are zombies until init gets to them.)
    var isGone: Bool { isDead && members.allSatisfy { Glibc.kill($0, 0) != 0 } }
}

/// A variable that a test's loop and the test itself share, one after the other.
final class Box<T>: @unchecked Sendable {
    var value: T?
}

let scratchRoot = "\(FileManager.default.temporaryDirectory.path)/converge-tests-\(getpid())"

/// Makes a directory that every user may use.
func scratch(_ path: String) throws -> String {
    let directory = scratchRoot + path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    return directory.hasSuffix("/") ? String(directory.dropLast()) : directory
}
