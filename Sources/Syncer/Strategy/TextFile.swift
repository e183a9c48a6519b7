import Foundation

/// Reads files with errors that say what is wrong with them.
enum TextFile {
    /// More than any schema needs, and little enough to hold.
    static let maximumSize = 64 << 20

    enum Kind {
        case file
        case folder
        case missing
    }

    /// What is at a path; symbolic links are followed.
    static func kind(of path: String) throws(StrategyError) -> Kind {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return .missing }
            throw StrategyError(file: path, message: "it cannot be read (\(String(cString: strerror(errno))))")
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default:
            throw StrategyError(
                file: path, message: "it is neither a file nor a folder", remedy: "put a regular file there")
        }
    }

    /// The bytes and the text of a file; nil if there is none.
    static func read(_ path: String) throws(StrategyError) -> (bytes: [UInt8], text: String)? {
        switch try kind(of: path) {
        case .missing: return nil
        case .folder:
            throw StrategyError(file: path, message: "it is a folder, not a file", remedy: "put a file there")
        case .file: break
        }
        // Before it is read: it may be larger than memory.
        var status = stat()
        if stat(path, &status) == 0 { try check(Int(status.st_size), path) }
        let bytes: [UInt8]
        do {
            bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw StrategyError(file: path, message: "it cannot be read (\(error.localizedDescription))")
        }
        try check(bytes.count, path)
        return (bytes, try decode(bytes, from: path))
    }

    /// The bytes of a file, whatever they are; nil where it cannot be read, or is larger than any source.
    static func bytes(of path: String) -> [UInt8]? {
        guard let data = FileManager.default.contents(atPath: path), data.count <= maximumSize else { return nil }
        return [UInt8](data)
    }

    private static func check(_ size: Int, _ path: String) throws(StrategyError) {
        guard size > maximumSize else { return }
        throw StrategyError(
            file: path, message: "it is larger than \(maximumSize >> 20) MiB", remedy: "leave the data out of it")
    }

    /// The text, without a byte order mark.
    private static func decode(_ bytes: [UInt8], from path: String) throws(StrategyError) -> String {
        if let zero = bytes.firstIndex(of: 0) {
            throw StrategyError(
                file: path, line: line(of: zero, in: bytes), message: "it contains a NUL byte",
                remedy: "save it as UTF-8 text")
        }
        if let text = String(validating: bytes, as: UTF8.self) {
            return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        }
        // Valid up to here, invalid with one byte more: the first bad line.
        var bad = 0
        for (number, line) in bytes.split(separator: .newline, omittingEmptySubsequences: false).enumerated() {
            bad = number + 1
            if String(validating: line, as: UTF8.self) == nil { break }
        }
        throw StrategyError(file: path, line: bad, message: "it is not valid UTF-8", remedy: "save it as UTF-8 text")
    }

    private static func line(of offset: Int, in bytes: [UInt8]) -> Int {
        bytes[..<offset].count { $0 == .newline } + 1
    }

    /// The own name of what a path leads to; nil for the root, and for what is not there.
    static func realName(of path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real).split(separator: "/").last.map(String.init)
    }

    /// The names in a folder, sorted by their bytes.
    static func names(in folder: String) throws(StrategyError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted {
                $0.utf8.lexicographicallyPrecedes($1.utf8)
            }
        } catch {
            throw StrategyError(file: folder, message: "it cannot be listed (\(error.localizedDescription))")
        }
    }
}
