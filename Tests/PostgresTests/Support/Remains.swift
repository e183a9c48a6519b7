import Glibc
import TestSupport
import Testing

@testable import Postgres

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
