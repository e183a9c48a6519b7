internal import Glibc

/// A program to start: its words, where, and with which variables.
public struct Launch: Hashable, Sendable {
    /// The program and its arguments; at least one word.
    public var words: [String]
    /// The directory that it starts in.
    public var folder: String
    /// Its environment, by name.
    public var environment: [String: String]
    /// The virtual time that it runs under; nil for real time.
    public var time: VirtualTime?

    /// Describes a program.
    public init(words: [String], folder: String, environment: [String: String], time: VirtualTime? = nil) {
        self.words = words
        self.folder = folder
        self.environment = environment
        self.time = time
    }

    /// Why a program cannot be started, in half a sentence.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The half sentence.
        public let description: String
        /// Whether it is the virtual time that the program was to run under which cannot be had.
        public var isOfTime = false
    }

    /// Where the program is, as an absolute path: as the shell finds it, from the directory that it starts in.
    ///
    /// - Throws: ``Failure`` if there is none that may be run.
    public func executable() throws(Failure) -> String {
        guard let name = words.first, !name.isEmpty else { throw Failure(description: "no program is named") }
        if name.contains("/") {
            let path = name.hasPrefix("/") ? name : "\(folder)/\(name)"
            guard access(path, F_OK) == 0 else { throw Failure(description: "there is no program '\(name)'") }
            guard access(path, X_OK) == 0 else {
                throw Failure(description: "'\(name)' may not be executed: chmod +x it, or name what runs it")
            }
            return Self.absolute(path)
        }
        for directory in (environment["PATH"] ?? "").split(separator: ":") {
            let path = "\(directory)/\(name)"
            var status = stat()
            if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, access(path, X_OK) == 0 {
                return Self.absolute(path)
            }
        }
        throw Failure(description: "there is no program '\(name)' on PATH")
    }

    /// A path as it is found from any directory. Links stay: by its name a Python finds the environment that it is of.
    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let directory = getcwd(nil, 0) else { return path }
        defer { free(directory) }
        return "\(String(cString: directory))/\(path)"
    }

    /// The caller's own environment, but for what libpq and converge read.
    public static func inheritedEnvironment() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, !parts[0].hasPrefix("PG"), !parts[0].hasPrefix("CONVERGE_") {
                variables[String(parts[0])] = String(parts[1])
            }
            entry += 1
        }
        return variables
    }
}
