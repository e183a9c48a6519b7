internal import Glibc

/// A data directory as `initdb` has left it, kept in the caller's cache directory: to copy one takes a tenth of the time
/// that it takes to make one.
///
/// It is of one installation and of one start of the machine, so that what a failure of power leaves half-written is never
/// read again. A template is complete once it has its name: two that make one at once do not meet.
struct DataTemplate {
    private static let suffix = ".partial"
    let path: String
    /// What tells one start of the machine from another.
    private let boot: String
    private var folder: String { String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]) }

    /// The template of an installation, whether it has been made or not; nil where nothing can be kept.
    ///
    /// - Parameters:
    ///   - arguments: All that decides what `initdb` makes.
    ///   - cache: The directory to keep it in.
    init?(of installation: PostgresInstallation, arguments: [String], in cache: String? = cache()) {
        var program = stat()
        var owned = stat()
        guard let cache, stat(cache, &owned) == 0, owned.st_uid == geteuid(), access(cache, W_OK | X_OK) == 0,
            stat("\(installation.binDirectory)/initdb", &program) == 0,
            let boot = FileTree.text(of: "/proc/sys/kernel/random/boot_id")?.lastLines(1)
        else { return nil }
        self.boot = boot
        let identity = [
            installation.version, "\(program.st_dev)", "\(program.st_ino)", "\(program.st_mtim.tv_sec)", boot,
        ]
        let folder = "\(cache)/converge/data"
        path = "\(folder)/\((identity + arguments).joined(separator: ",").replacing("/", with: "_"))"
        guard path.utf8.count - folder.utf8.count <= Int(NAME_MAX) - Self.suffix.utf8.count - 20 else { return nil }
    }

    /// `XDG_CACHE_HOME`, or else `.cache` in the caller's home directory.
    private static func cache() -> String? {
        let configured = HermeticEnvironment.value("XDG_CACHE_HOME") ?? ""
        let home = HermeticEnvironment.value("HOME") ?? ""
        let cache = configured.hasPrefix("/") ? configured : "\(home)/.cache"
        return cache.hasPrefix("/") ? cache : nil
    }

    /// Copies it to where a cluster has its data; false where there is none that is ours, or no room for it.
    func copy(to data: String, for account: ServerAccount) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & (S_IFMT | 0o077) == S_IFDIR, status.st_uid == geteuid() else {
            return false
        }
        if FileTree.copy(path, to: data, owner: account.userID, group: account.groupID) { return true }
        FileTree.remove(data)
        return false
    }

    /// Keeps what `initdb` has just made; where that fails, the next cluster is made by `initdb` as well.
    func keep(_ data: String) {
        _ = mkdir(String(folder[..<(folder.lastIndex(of: "/") ?? folder.endIndex)]), 0o700)
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { return }
        removeOld()
        let partial = "\(path).\(getpid())\(Self.suffix)"
        if FileTree.copy(data, to: partial, owner: geteuid(), group: getegid()), rename(partial, path) == 0 { return }
        FileTree.remove(partial)
    }

    /// Templates of earlier starts of the machine, and what was being made by a process that is no more.
    private func removeOld() {
        for name in FileTree.names(in: folder) {
            let maker = name.split(separator: ".").dropLast().last.flatMap { Int32($0) }
            let isAbandoned =
                name.hasSuffix(Self.suffix) && maker.map { Glibc.kill($0, 0) != 0 && errno == ESRCH } == true
            if isAbandoned || !name.contains(boot) { FileTree.remove("\(folder)/\(name)") }
        }
    }
}
