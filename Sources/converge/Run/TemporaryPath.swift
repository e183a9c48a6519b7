import Foundation

/// A file or directory beside the one that it will become, so that what is written appears whole or not at all.
///
/// It is locked for as long as it is being written: one whose lock can be had was left by a run that was killed, and is
/// removed by the next that writes there.
struct TemporaryPath: ~Copyable {
    /// What went wrong: an error number of the system.
    struct Failure: Error {
        let number: Int32
    }

    let path: String
    /// Open for writing if it is a file.
    let descriptor: Int32

    private static let prefix = ".converge-"
    private static let pattern = "XXXXXX"

    /// Makes and locks one.
    ///
    /// - Parameters:
    ///   - directory: Where; it must exist.
    ///   - isDirectory: Whether to make a directory instead of a file.
    init(in directory: String, isDirectory: Bool = false) throws(Failure) {
        Self.sweep(directory)
        // A sweeper can come between at most by chance.
        for _ in 0..<100 {
            var template = Array("\(directory)/\(Self.prefix)\(Self.pattern)".utf8CString)
            let descriptor: Int32
            if isDirectory {
                guard mkdtemp(&template) != nil else { throw Failure(number: errno) }
                descriptor = open(template, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            } else {
                descriptor = mkstemp(&template)
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            }
            guard descriptor >= 0 else { throw Failure(number: errno) }
            let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            // Where a file system has no locks, nothing is swept either.
            _ = flock(descriptor, LOCK_EX | LOCK_NB)
            var held = stat()
            var named = stat()
            if fstat(descriptor, &held) == 0, lstat(path, &named) == 0, held.st_ino == named.st_ino {
                // They are made for their owner alone; a report is for all that the umask allows.
                let mask = umask(0)
                umask(mask)
                fchmod(descriptor, (isDirectory ? 0o777 : 0o666) & ~mask)
                self.path = path
                self.descriptor = descriptor
                return
            }
            close(descriptor)
        }
        throw Failure(number: EEXIST)
    }

    /// Gives it its name, in place of a file or an empty directory of that name; removes it if that fails.
    consuming func become(_ path: String) throws(Failure) {
        guard rename(self.path, path) == 0 else {
            let number = errno
            discard()
            throw Failure(number: number)
        }
        close(descriptor)
    }

    /// Removes it.
    consuming func discard() {
        try? FileManager.default.removeItem(atPath: path)
        close(descriptor)
    }

    /// Removes those that runs have left which were killed while they wrote.
    private static func sweep(_ directory: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        for name in names where name.hasPrefix(prefix) && name.utf8.count == prefix.utf8.count + pattern.utf8.count {
            let path = "\(directory)/\(name)"
            let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_uid == geteuid(),
                flock(descriptor, LOCK_EX | LOCK_NB) == 0
            else { continue }
            try? FileManager.default.removeItem(atPath: path)
        }
    }
}
