internal import Glibc

/// Clears away the clusters of runs that were killed before they could do it themselves.
public enum ClusterSweeper {
    /// Ends the servers and removes the directories of clusters whose owner is dead: those whose lock can be had.
    ///
    /// Only directories of this package's naming are looked at, in the directories that clusters are made in, and
    /// only our own: real directories that belong to us or to the user that our servers run as.
    ///
    /// - Parameter temporaryDirectory: Where clusters are made; nil for `TMPDIR`. `/tmp` is looked at as well.
    /// - Returns: The directories that are gone.
    @discardableResult
    public static func sweep(_ temporaryDirectory: String? = nil) -> [String] {
        let owners = [geteuid()] + ((try? ServerAccount.current()).map { [$0.userID] } ?? [])
        return ClusterDirectory.parents(temporaryDirectory).flatMap { parent in
            FileTree.names(in: parent)
                .filter { $0.hasPrefix(ClusterDirectory.prefix) }
                .map { "\(parent)/\($0)" }
                .filter { sweep($0, ownedBy: owners) }
        }
    }

    private static func sweep(_ directory: String, ownedBy owners: [uid_t]) -> Bool {
        var status = stat()
        guard lstat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, owners.contains(status.st_uid) else {
            return false
        }
        // It may not be there yet: then its creator finds it locked, and takes another directory.
        let lock = ClusterDirectory.openLock(in: directory)
        guard lock >= 0 else { return false }
        defer { close(lock) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { return false }
        remove(directory, userID: status.st_uid)
        return access(directory, F_OK) != 0
    }

    /// Ends a cluster's processes and removes all that it left. The caller holds the lock.
    static func remove(_ directory: String, userID: uid_t) {
        var sharedMemory: SharedMemory?
        // A process that was just being started is found only when it has become a server.
        for attempt in 0..<500 {
            let processes = ClusterProcesses(directory: directory, userID: userID)
            processes.end()
            // Only now: a server that has lost a process makes a new segment as it recovers.
            sharedMemory = SharedMemory(dataDirectory: "\(directory)/data") ?? sharedMemory
            // Its name goes with the directory; but one that is never let go of must not keep that.
            if sharedMemory?.remove(ownedBy: userID) == false, attempt < 400 {
                usleep(10_000)
                continue
            }
            FileTree.remove(directory, last: ClusterDirectory.lockName)
            if access(directory, F_OK) != 0, processes.all().isEmpty { return }
            usleep(10_000)
        }
    }
}
