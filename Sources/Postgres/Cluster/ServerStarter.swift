/// A program that starts a cluster's server and runs beside it, such as one that keeps its time.
///
/// Confined to the cluster's loop.
public protocol ServerStarter: AnyObject, Sendable {
    /// Called before each start: the program's words, the first an absolute path, behind which the server's follow; and what
    /// it reads from as standard input, which is closed here once it has been started.
    func begin() throws -> (words: [String], input: Int32)

    /// Called once the program has been started.
    ///
    /// - Throws: Why it does not start the server.
    func started() throws
}
