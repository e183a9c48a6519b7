internal import Glibc

/// How much of an answer has come, so that a statement with an endless result does not take all memory.
struct ReceivedBytes {
    private var reads = 0
    private var bytes = 0

    /// The most that a result may have, as the server sends it; held in memory it is several times as much.
    static let limit = 64 << 20
    /// The number of reads before it looks: each takes in some kilobytes, and to look costs a system call.
    private static let free = 256
    /// libpq reads at least so much if it is there: half of its smallest buffer.
    private static let leastRead = 8 << 10

    static let tooMany = PostgresError(
        sqlState: "54000",
        message: "the statement's result is larger than \(limit >> 20) MiB, so the connection was closed",
        hint: "Let it return fewer rows.", connectionLost: true)

    /// Performs a read and counts what it has taken in: at least so much, since more may have come meanwhile.
    ///
    /// - Returns: What the read returned; nil if there is too much.
    mutating func counting<Result>(on socket: Int32, _ read: () -> Result) -> Result? {
        reads += 1
        guard reads > Self.free else { return read() }
        let before = Self.waiting(at: socket)
        let result = read()
        bytes += max(min(before, Self.leastRead), before - Self.waiting(at: socket))
        return bytes > Self.limit ? nil : result
    }

    private static func waiting(at socket: Int32) -> Int {
        var count: Int32 = 0
        return socket >= 0 && ioctl(socket, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
    }
}
