import Processes

/// The two ports that are one program's own: so each connection tells whose it is.
struct ProgramPorts {
    /// Where it finds its database.
    let database: LoopbackListener
    /// Where it finds its consumer.
    let broker: LoopbackListener

    /// - Throws: `Launch.Failure`.
    init() throws(Launch.Failure) {
        database = try LoopbackListener()
        broker = try LoopbackListener()
    }
}
