internal import Glibc

/// A cluster's directory, and the lock in it that says that its owner lives.
///
/// The lock is taken right after the directory has been made. A sweeper takes the same lock before it removes
/// anything, so of a sweeper and a creator who meet, one gets the lock and the other lets the directory be.
struct ClusterDirectory {
    static let prefix = "converge-cluster-"
    static let lockName = "lock"
    /// A Unix socket's path holds 107 bytes and a NUL.
    private static let longestSocketPath = 107
    private static let socketName = ".s.PGSQL.5432"

    let path: String
    /// The lock file's descriptor; not inherited by children.
    private(set) var lock: Int32

    /// The directory's own name, which is the cluster's name too.
    var name: String { String(path[path.index(after: path.lastIndex(of: "/") ?? path.startIndex)...]) }
    var data: String { "\(path)/data" }
    var log: String { "\(path)/log" }

    /// Where clusters may lie: the directory given, or else `TMPDIR`, and `/tmp` for when that is too long for a
    /// socket, or closed to the server's user.
    static func parents(_ explicit: String? = nil) -> [String] {
        guard let configured = explicit ?? HermeticEnvironment.value("TMPDIR"), configured.hasPrefix("/") else {
            return ["/tmp"]
        }
        let parent = configured == "/" ? configured : configured.trimmingTrailingSlashes()
        return parent == "/tmp" ? [parent] : [parent, "/tmp"]
    }

    /// Makes and locks a directory.
    ///
    /// - Throws: ``ClusterError`` where the parent is missing, closed, read-only or full.
    static func create(for account: ServerAccount, below explicit: String?) throws(ClusterError) -> ClusterDirectory {
        let parent =
            parents(explicit).first { parent in
                // To libpq a comma parts the names of two hosts.
                "\(parent)/\(randomName())/\(socketName)".utf8.count <= longestSocketPath && !parent.contains(",")
                    && isReachable(parent, by: account)
            } ?? "/tmp"
        try checkSpace(in: parent)
        // A sweeper can come between twice in a row at most by chance; a hundred times is something else.
        for _ in 0..<100 {
            if let directory = try attempt("\(parent)/\(randomName())", parent: parent, account) { return directory }
        }
        throw ClusterError(
            .temporaryDirectory, "No directory could be made and locked in \(parent).",
            remedy: "Set TMPDIR to a directory on a local file system.")
    }

    /// Gives the lock up, so that a sweeper may take the directory.
    mutating func unlock() {
        if lock >= 0 { close(lock) }
        lock = -1
    }

    /// Nil if a sweeper was faster.
    private static func attempt(
        _ path: String, parent: String, _ account: ServerAccount
    ) throws(ClusterError) -> ClusterDirectory? {
        guard mkdir(path, 0o700) == 0 else { throw unusable(parent, errno) }
        let lock = openLock(in: path)
        guard lock >= 0 else {
            let reason = errno
            rmdir(path)
            if reason == ENOENT { return nil }
            throw unusable(parent, reason)
        }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(lock)
            if reason == EWOULDBLOCK { return nil }
            FileTree.remove(path)
            throw unusable(parent, reason)
        }
        guard isLock(lock, of: path) else {
            close(lock)
            return nil
        }
        if account.isForeign, chown(path, account.userID, account.groupID) != 0 {
            let reason = errno
            FileTree.remove(path)
            close(lock)
            throw unusable(parent, reason)
        }
        return ClusterDirectory(path: path, lock: lock)
    }

    static func openLock(in path: String) -> Int32 {
        open("\(path)/\(lockName)", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    }

    /// Whether the locked file is still the one that the path names.
    private static func isLock(_ lock: Int32, of path: String) -> Bool {
        var held = stat()
        var named = stat()
        return fstat(lock, &held) == 0 && lstat("\(path)/\(lockName)", &named) == 0 && held.st_ino == named.st_ino
    }

    private static func randomName() -> String {
        let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")
        return prefix + String((0..<8).map { _ in letters[Int.random(in: letters.indices)] })
    }

    /// Whether the server's user may pass through each directory of the path.
    private static func isReachable(_ path: String, by account: ServerAccount) -> Bool {
        guard account.isForeign else { return true }
        var prefix = ""
        for component in path.split(separator: "/") {
            prefix += "/\(component)"
            var status = stat()
            // What is missing, or no directory, is reported when it is used.
            guard stat(prefix, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return true }
            let mayPass: mode_t =
                status.st_uid == account.userID ? 0o100 : status.st_gid == account.groupID ? 0o010 : 0o001
            if status.st_mode & mayPass == 0 { return false }
        }
        return true
    }

    /// A data directory takes 40 MB, and its log of changes up to 144.
    private static func checkSpace(in parent: String) throws(ClusterError) {
        var status = statvfs()
        guard statvfs(parent, &status) == 0 else { return }
        let megabytes = (UInt64(status.f_bavail) * UInt64(status.f_frsize)) >> 20
        guard megabytes < 200 else { return }
        throw ClusterError(
            .temporaryDirectory,
            "The directory for temporary files, \(parent), has only \(megabytes) MB free, and a server needs 200.",
            remedy: "Free some space, or set TMPDIR to a directory that has more.")
    }

    private static func unusable(_ parent: String, _ reason: Int32) -> ClusterError {
        ClusterError(
            .temporaryDirectory,
            "The directory for temporary files, \(parent), cannot be used: \(String(cString: strerror(reason))).",
            remedy: "Set TMPDIR to a directory that exists, is writable, and has 200 MB free.")
    }
}

extension String {
    fileprivate func trimmingTrailingSlashes() -> String {
        var copy = self
        while copy.count > 1, copy.last == "/" { copy.removeLast() }
        return copy
    }
}
