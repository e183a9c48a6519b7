internal import Glibc

/// Small file system calls that the cluster needs, without following symbolic links where that could do harm.
enum FileTree {
    /// The names in a directory, in no particular order; none if it cannot be read.
    static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        return names(in: directory)
    }

    /// A text file's beginning; nil if it cannot be read.
    static func text(of path: String, firstBytes limit: Int = 4096) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return text(from: file, limit: limit)
    }

    /// A text file's last lines; empty if it cannot be read.
    static func lastLines(_ count: Int, of path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        let limit = 1 << 16
        lseek(file, max(0, lseek(file, 0, SEEK_END) - limit), SEEK_SET)
        return text(from: file, limit: limit).lastLines(count)
    }

    private static func text(from file: Int32, limit: Int) -> String {
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            count = max(0, read(file, buffer.baseAddress, limit))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where a symbolic link leads; nil if that cannot be read.
    static func target(ofLink path: String) -> String? {
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            count = max(0, readlink(path, start, buffer.count))
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// Removes a directory and everything in it, without following symbolic links. `last` names an entry that goes
    /// only after all others.
    static func remove(_ path: String, last: String? = nil) {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard directory >= 0 else { return }
        empty(directory, keeping: last)
        if let last { unlinkat(directory, last, 0) }
        close(directory)
        rmdir(path)
    }

    private static func empty(_ directory: Int32, keeping kept: String?) {
        // fdopendir takes the descriptor over, and reading moves its offset.
        guard let stream = fdopendir(dup(directory)) else { return }
        defer { closedir(stream) }
        for name in names(in: stream) where name != kept {
            if unlinkat(directory, name, 0) == 0 { continue }
            let inner = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard inner >= 0 else { continue }
            empty(inner, keeping: nil)
            close(inner)
            unlinkat(directory, name, Int32(AT_REMOVEDIR))
        }
    }

    /// Copies a directory and all in it to a path where nothing is, and gives the copy to `owner` and `group`. Symbolic links
    /// are left out. False where something could not be copied; the caller removes what is there.
    static func copy(_ source: String, to target: String, owner: uid_t, group: gid_t) -> Bool {
        guard mkdir(target, 0o700) == 0, chown(target, owner, group) == 0, let directory = opendir(source) else {
            return false
        }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = name(of: entry)
            guard name != ".", name != ".." else { continue }
            let (from, to) = ("\(source)/\(name)", "\(target)/\(name)")
            switch Int(entry.pointee.d_type) {
            case DT_DIR: guard copy(from, to: to, owner: owner, group: group) else { return false }
            case DT_REG: guard copyFile(from, to: to, owner: owner, group: group) else { return false }
            case DT_LNK: continue
            default: return false
            }
        }
        return true
    }

    private static func copyFile(_ source: String, to target: String, owner: uid_t, group: gid_t) -> Bool {
        let input = open(source, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard input >= 0 else { return false }
        defer { close(input) }
        let output = open(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard output >= 0 else { return false }
        defer { close(output) }
        // In the kernel, and, unlike copy_file_range, from any file system to any other.
        var count = 1
        while count > 0 { count = sendfile(output, input, nil, 1 << 30) }
        return count == 0 && fchown(output, owner, group) == 0
    }

    private static func names(in directory: OpaquePointer) -> [String] {
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = name(of: entry)
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        withUnsafePointer(to: &entry.pointee.d_name) { field in
            field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
    }
}

extension String {
    /// The last lines that are not empty.
    func lastLines(_ count: Int) -> String {
        split(whereSeparator: \.isNewline).suffix(count).joined(separator: "\n")
    }
}
