import Foundation

/// Writes files whole or not at all.
enum OutputFile {
    /// Why a file could not be written.
    struct Failure: Error {
        let reason: String
    }

    /// Refuses a path that cannot be written, before anything is run for it.
    static func check(_ path: String, option: String) throws {
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
            throw Stop(.usage, "\(option) \(path) is a directory: name a file.")
        }
        let parent = directory(of: path)
        guard FileManager.default.fileExists(atPath: parent, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw Stop(.usage, "\(option) \(path): there is no directory \(parent): make it first.")
        }
        guard access(parent, W_OK) == 0 else {
            throw Stop(.usage, "\(option) \(path): \(parent) may not be written to: name another place.")
        }
    }

    /// Refuses a path at which no directory can be, or be made.
    static func checkDirectory(_ path: String, option: String) throws {
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) {
            guard isDirectory.boolValue else {
                throw Stop(.usage, "\(option) \(path) is a file: name a directory.")
            }
            guard access(path, W_OK) == 0 else {
                throw Stop(.usage, "\(option) \(path) may not be written to: name another place.")
            }
            return
        }
        var existing = directory(of: path)
        while !FileManager.default.fileExists(atPath: existing), existing != "/", existing != "." {
            existing = directory(of: existing)
        }
        guard FileManager.default.fileExists(atPath: existing, isDirectory: &isDirectory), isDirectory.boolValue,
            access(existing, W_OK) == 0
        else {
            throw Stop(.usage, "\(option) \(path) cannot be made: \(existing) may not be written to.")
        }
    }

    /// Writes beside the file, then puts the new file in its place.
    static func write(_ data: Data, to path: String) throws(Failure) {
        do {
            try SignalShield.whileWriting { () throws(TemporaryPath.Failure) in
                let temporary = try TemporaryPath(in: directory(of: path))
                guard StandardStreams.write(Array(data), to: temporary.descriptor),
                    // Some file systems say only now that they are full.
                    fsync(temporary.descriptor) == 0 || errno == EINVAL
                else {
                    let number = errno
                    temporary.discard()
                    throw TemporaryPath.Failure(number: number)
                }
                try temporary.become(path)
            }
        } catch {
            throw Failure(reason: String(cString: strerror(error.number)))
        }
    }

    /// The directory that a path names an entry of.
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

extension Error {
    /// What the system said, in its own words.
    var reason: String {
        if let failure = self as? OutputFile.Failure { return failure.reason }
        // It is a value of Swift's there, which does not cast to an NSError.
        let underlying = ((self as NSError).userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError }
        if let underlying, underlying.domain == NSPOSIXErrorDomain {
            return String(cString: strerror(Int32(underlying.code)))
        }
        return (self as NSError).localizedDescription
    }
}

extension String {
    /// The text as one word of a shell's command line.
    var shellWord: String {
        let isPlain = !isEmpty && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-+,@%".contains($0)) }
        return isPlain
            ? self : "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
