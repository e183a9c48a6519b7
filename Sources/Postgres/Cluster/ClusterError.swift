/// Why there is no throwaway cluster, in one sentence, and what to do about it.
public struct ClusterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of reasons.
    public enum Code: Hashable, Sendable {
        /// `initdb` or `postgres` was not found.
        case notInstalled
        /// The directory for temporary files cannot be used, or is full.
        case temporaryDirectory
        /// `initdb` failed.
        case initdb
        /// The server did not start, or did not come back.
        case start
    }

    /// The kind of reason.
    public var code: Code
    /// What is wrong, as a sentence.
    public var message: String
    /// What to do about it, as a sentence.
    public var remedy: String
    /// The last lines that the failed program wrote; empty if it wrote none.
    public var output: String

    /// Creates an error.
    public init(_ code: Code, _ message: String, remedy: String, output: String = "") {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.output = output
    }

    /// Message and remedy, and the failed program's last lines below.
    public var description: String {
        output.isEmpty ? "\(message) \(remedy)" : "\(message) \(remedy)\n\(output)"
    }
}
