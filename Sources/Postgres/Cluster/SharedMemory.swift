internal import Glibc

/// The System V shared memory segment by which a server guards its data directory. A server that was killed leaves
/// it behind.
struct SharedMemory {
    private let key: key_t
    private let id: Int32

    /// Reads a server's `postmaster.pid`, whose seventh line is the segment's key and id.
    init?(dataDirectory: String) {
        let text = FileTree.text(of: "\(dataDirectory)/postmaster.pid") ?? ""
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 7 else { return nil }
        let numbers = lines[6].split(separator: " ").compactMap { UInt64($0) }
        guard numbers.count == 2 else { return nil }
        key = key_t(truncatingIfNeeded: numbers[0])
        id = Int32(truncatingIfNeeded: numbers[1])
    }

    /// Removes the segment if it is still that server's, and no process uses it any more.
    ///
    /// - Returns: Whether it is gone. A process that is ending has no command line any more some time before it lets
    ///   go of its memory.
    func remove(ownedBy userID: uid_t) -> Bool {
        var segment = shmid_ds()
        guard shmctl(id, IPC_STAT, &segment) == 0, segment.shm_perm.__key == key, segment.shm_perm.uid == userID
        else { return true }
        return segment.shm_nattch == 0 && shmctl(id, IPC_RMID, nil) == 0
    }
}
