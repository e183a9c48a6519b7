public import Postgres
import Processes

/// The time of a cluster of ours, where that is the time of the schedules that run on it.
///
/// What a run's steps ask of it takes a moment: between two of them the clock moves on a little, as it does on any server, so
/// that what comes later is later. Confined to the cluster's loop.
public final class ServerTime: @unchecked Sendable {
    let clock: ServerClock
    /// What the server's clock showed at the time 0 of the present run.
    private var origin = Duration.zero
    /// The sessions whose timers fire when they are told to.
    private var led: Set<Int32> = []
    /// So many steps of the run have begun.
    private var steps = 0

    /// How long a step takes: longer than the alarm by which a session looks for deadlocks.
    private static let step = Duration.milliseconds(2)

    /// What the server shows at the time 0 of every run: 2026-01-01, later than what payloads name. The true date would be
    /// another in each run.
    private static let date: Int64 = 1_767_225_600_000_000_000

    /// - Throws: ``VirtualTimeUnavailable``.
    public init() throws(VirtualTimeUnavailable) {
        do { clock = try ServerClock() } catch {
            throw VirtualTimeUnavailable(description: error.description, isOfServer: true)
        }
    }

    /// What starts the cluster's server.
    public var starter: any ServerStarter { clock }

    // MARK: Time

    /// A run begins, on sessions that are idle.
    ///
    /// - Parameter date: What its clock shows then, in nanoseconds since 1970; nil for what it always shows.
    func begin(_ sessions: [Int32], date: Int64? = nil) throws {
        // What a session does when its transaction has ended goes by the date of that.
        for session in sessions { _ = try lookAtRest(session) }
        (origin, steps) = (clock.now, 0)
        clock.show(date: date ?? Self.date)
    }

    /// Another step of the run begins, or time moves in it.
    ///
    /// - Parameter number: The step's, from 1.
    func show(_ time: Duration, in number: Int) {
        steps = number
        clock.move(to: origin + time + Self.step * number)
    }

    /// What the server's clock shows, as a time of the run.
    func time(shown: Duration) -> Duration { shown - origin - Self.step * steps }

    // MARK: Sessions

    /// A session of a worker's has been opened: from now on its timers fire when they are told to.
    func lead(_ pid: Int32) {
        led.insert(pid)
        clock.lead(pid)
    }

    /// A session has been opened in which nothing is scheduled: what it waits for passes at once.
    func hurry(_ pid: Int32) {
        // The process may have the number of one that was led, and has ended.
        led.remove(pid)
        clock.hurry(pid)
    }

    /// Whether a session's timers fire when they are told to.
    func leads(_ pid: Int32) -> Bool { led.contains(pid) }

    /// Whether a session's statement waits for nothing but time.
    func isSleeping(_ pid: Int32) throws -> Bool {
        let look = try clock.look(at: pid)
        return look.isAsleep && look.wait != nil
    }

    /// Waits until a session that does nothing sleeps, or has ended.
    ///
    /// - Throws: ``Standstill`` for one that does neither.
    func lookAtRest(_ pid: Int32) throws -> ServerClock.Look {
        // wall clock: nothing waits for ever.
        let real = ContinuousClock()
        let start = real.now
        while real.now - start < Self.patience {
            let look = try clock.look(at: pid)
            if look.isAsleep || BackendProcess.isGone(pid) { return look }
        }
        throw Standstill(patience: Self.patience, subject: "a session that does nothing")
    }

    private static let patience = Duration.seconds(60)
}
