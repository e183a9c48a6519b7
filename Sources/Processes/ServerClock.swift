internal import Glibc
public import Postgres

/// The time of a Postgres server that runs under ``VirtualTime``: all its processes read it, and it moves only when it is told
/// to. What its processes wait for passes in real time, but for the sessions that are led: their timers fire when they are
/// told to, and not before.
///
/// It outlives the server, which may be started again. Confined to the server's loop.
public final class ServerClock: ServerStarter, @unchecked Sendable {
    /// What a session's process does, as far as time is concerned.
    public struct Look: Hashable, Sendable {
        /// Whether it sleeps.
        public var isAsleep: Bool
        /// When its alarm is due: one of the limits that are set for it has been reached then; nil if none is set.
        public var alarm: Duration?
        /// Until when it waits by the clock, as `pg_sleep` does; nil if it does not.
        public var wait: Duration?
    }

    /// What keeps the time is gone, and the server with it.
    public struct Gone: Error, Sendable {}

    private let helper: String
    private var socket: LineSocket?
    private var child: Int32 = -1
    /// The server's time since it was started first.
    public private(set) var now = Duration.zero
    /// What the server's date is at time 0, in nanoseconds since 1970.
    private var date: Int64 = 0

    /// - Throws: ``Launch/Failure`` where virtual time cannot be had.
    public init() throws(Launch.Failure) { helper = try VirtualTime.place() }

    /// The server's way to its time: a socket as standard input.
    public func begin() throws -> (words: [String], input: Int32) {
        let pair = try SocketPair()
        socket = LineSocket(descriptor: pair.own)
        return ([helper, "--server", "0", "\(date)", "\(now.wholeNanoseconds)"], pair.child)
    }

    /// Waits until the server has been started.
    public func started() throws { _ = try socket?.begin() }

    // MARK: Time

    /// Moves time; nothing fires. What is sent to the server afterwards meets that time.
    public func move(to time: Duration) {
        now = max(now, time)
        socket?.write("time \(now.wholeNanoseconds)")
    }

    /// Sets the date that the server shows now, in nanoseconds since 1970. It may go back.
    public func show(date shown: Int64) {
        date = shown - now.wholeNanoseconds
        socket?.write("date \(shown)")
    }

    // MARK: Sessions

    /// Has a session's timers fire only when they are told to from now on.
    public func lead(_ pid: Int32) { socket?.write("lead \(pid)") }

    /// Has a session's waits pass at once from now on, and its own time with them.
    public func hurry(_ pid: Int32) { socket?.write("hurry \(pid)") }

    /// Has what is due of a session fire.
    public func fire(_ pid: Int32) { socket?.write("fire \(pid)") }

    /// Has a session set its alarm anew. Postgres leaves that out while an earlier alarm is to come, though what that was for
    /// is over.
    public func renewAlarm(of pid: Int32) { socket?.write("renew \(pid)") }

    /// Looks at a session.
    ///
    /// - Throws: ``Gone``.
    public func look(at pid: Int32) throws(Gone) -> Look {
        socket?.write("look \(pid)")
        while let words = socket?.readLine()?.split(separator: " ") {
            guard words.count == 5, words[0] == "look", words[1] == "\(pid)", let alarm = Int64(words[3]),
                let wait = Int64(words[4])
            else { continue }
            return Look(
                isAsleep: words[2] == "1", alarm: alarm < 0 ? nil : .nanoseconds(alarm),
                wait: wait < 0 ? nil : .nanoseconds(wait))
        }
        throw Gone()
    }
}
