import Processes

/// The ports that are one program's own: so each connection tells whose it is.
struct ProgramPorts {
    /// Where it finds its database.
    let database: LoopbackListener
    /// Where it finds its consumer, and upstream.
    let broker: LoopbackListener
    /// Where it listens itself; nil for a program that asks for its work.
    let server: ReservedPort?

    /// - Parameter serves: Whether the program listens itself.
    /// - Throws: `Launch.Failure`.
    init(serves: Bool) throws(Launch.Failure) {
        database = try LoopbackListener()
        broker = try LoopbackListener()
        server = serves ? try ReservedPort() : nil
    }
}
