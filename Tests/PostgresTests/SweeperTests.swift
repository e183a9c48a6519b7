import Foundation
import Glibc
import Subprocess
import Synchronization
import TestSupport
import Testing

@testable import Postgres

extension ClusterTests {
    /// Sweeps of a directory of their own, so that no other run's clusters are met.
    @Suite(.serialized) struct SweeperTests {
        @Test func clearsAwayWhatADeadOwnerLeft() async throws {
            let parent = try scratch("/dead")
            defer { FileTree.remove(scratchRoot) }
            let remains = try await onLoop { loop in
                try await ThrowawayCluster.with(.init(temporaryDirectory: parent), on: loop) { cluster in
                    let remains = try Remains(cluster)
                    let connection = try await Connection.open(cluster.target(), on: loop)
                    BackendProcess.stop(connection.backendPID)
                    // What is left of an owner that dies is everything but its lock.
                    cluster.abandon()
                    #expect(remains.isThere)
                    #expect(ClusterSweeper.sweep(parent).contains(cluster.directory))
                    #expect(access(cluster.directory, F_OK) != 0 && cluster.processes.all().isEmpty)
                    return remains
                }
            }
            #expect(remains.isGone)
        }

        @Test func clearsAwayAfterAKilledPostmaster() async throws {
            let parent = try scratch("/orphans")
            defer { FileTree.remove(scratchRoot) }
            let remains = try await onLoop { loop in
                try await ThrowawayCluster.with(.init(temporaryDirectory: parent), on: loop) { cluster in
                    let remains = try Remains(cluster)
                    // A stopped backend outlives its postmaster and holds on to the shared memory.
                    let connection = try await Connection.open(cluster.target(), on: loop)
                    BackendProcess.stop(connection.backendPID)
                    Glibc.kill(try #require(cluster.postmasterPID), SIGKILL)
                    while cluster.isAlive { await loop.sleep(for: .milliseconds(1)) }
                    cluster.abandon()
                    #expect(!BackendProcess.isGone(connection.backendPID))
                    #expect(ClusterSweeper.sweep(parent).contains(cluster.directory))
                    return remains
                }
            }
            #expect(remains.isDead)
        }

        @Test func leavesTheLivingAlone() async throws {
            let parent = try scratch("/living")
            defer { FileTree.remove(scratchRoot) }
            try await onLoop { loop in
                try await ThrowawayCluster.with(.init(temporaryDirectory: parent), on: loop) { cluster in
                    #expect(ClusterSweeper.sweep(parent).contains(cluster.directory) == false)
                    #expect(try Remains(cluster).isThere)
                    let connection = try await Connection.open(cluster.target(), on: loop)
                    #expect(try await connection.run("select 1").rows == [["1"]])
                }
            }
        }

        @Test func leavesAloneWhatIsNotOurs() throws {
            let parent = try scratch("/others")
            defer { FileTree.remove(scratchRoot) }
            let target = try scratch("/others/precious")
            try FileManager.default.createSymbolicLink(
                atPath: "\(parent)/converge-cluster-link", withDestinationPath: target)
            try Data("x".utf8).write(to: URL(fileURLWithPath: "\(parent)/converge-cluster-file"))
            let stale = try scratch("/others/converge-cluster-stale")
            try FileManager.default.createSymbolicLink(atPath: "\(stale)/data", withDestinationPath: target)
            try Data("x".utf8).write(to: URL(fileURLWithPath: "\(target)/kept"))
            var expected: Set = ["precious", "converge-cluster-link", "converge-cluster-file"]
            if geteuid() == 0 {
                let foreign = try scratch("/others/converge-cluster-foreign")
                #expect(chown(foreign, 12345, 12345) == 0)
                expected.insert("converge-cluster-foreign")
            }
            ClusterSweeper.sweep(parent)
            #expect(Set(FileTree.names(in: parent)) == expected)
            #expect(FileTree.names(in: target) == ["kept"])
        }

        @Test func meetsCreatorsWithoutHarm() throws {
            let parent = try scratch("/race")
            defer { FileTree.remove(scratchRoot) }
            let account = try ServerAccount.current()
            let isDone = Atomic(false)
            let hasEnded = DispatchSemaphore(value: 0)
            Thread {
                while !isDone.load(ordering: .acquiring) { ClusterSweeper.sweep(parent) }
                hasEnded.signal()
            }.start()
            for _ in 0..<300 {
                var directory = try ClusterDirectory.create(for: account, below: parent)
                usleep(200)
                #expect(access("\(directory.path)/lock", F_OK) == 0)
                directory.unlock()
            }
            isDone.store(true, ordering: .releasing)
            hasEnded.wait()
            ClusterSweeper.sweep(parent)
            #expect(FileTree.names(in: parent).isEmpty)
        }
    }
}
