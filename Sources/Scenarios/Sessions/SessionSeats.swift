import Bits
import Postgres

/// The sessions of a world's database: one for each seat, which outlives the runs and is reset between them, and those of
/// programs.
///
/// One thread uses it.
final class SessionSeats {
    private let database: WorldDatabase
    /// A seat's session, and the connection below it.
    private struct Seat {
        let session: PooledSession
        let connection: Connection
    }

    private var seats: [Int: Seat] = [:]
    /// Sessions that programs have opened for themselves, in the order in which they were opened. What is left in them
    /// between runs is the programs' own.
    private var guests: [PooledSession] = []

    /// What the numbers come from that sessions draw in the present run, and how many sessions have taken another's place.
    private var seed: UInt64?
    private var opened = 0

    init(_ database: WorldDatabase) { self.database = database }

    /// The sessions in the order of their seats, and the guests.
    var all: [PooledSession] { inOrder.map(\.session) + guests }

    private var inOrder: [Seat] { seats.sorted { $0.key < $1.key }.map(\.value) }

    /// Takes in a session that a program has opened.
    func admit(_ channel: any SessionChannel) -> PooledSession {
        let session = PooledSession(channel, isSilent: !database.server.speaksOfWaiting)
        guests.append(session)
        database.server.time?.lead(session.pid)
        return session
    }

    /// Whether a session is a program's that has not been left to the caller.
    func isGuest(_ session: PooledSession) -> Bool { guests.contains { $0 === session } }

    /// Leaves a program's session to the caller.
    func forget(_ session: PooledSession) { guests.removeAll { $0 === session } }

    /// The session of a seat; a new one if there was none, or it has been lost.
    func session(_ seat: Int) async throws -> PooledSession {
        if let taken = seats[seat], taken.connection.transactionStatus != .lost { return taken.session }
        return try await replace(seat)
    }

    /// A new session for a seat; the old one is left to the caller.
    func replace(_ seat: Int) async throws -> PooledSession {
        if seats[seat] != nil { opened += 1 }
        let target = database.server.workerTarget(database: database.name)
        let connection = try await database.host.open(target, for: .worker)
        let session = PooledSession(connection, isSilent: !database.server.speaksOfWaiting)
        seats[seat] = Seat(session: session, connection: connection)
        database.server.time?.lead(session.pid)
        try await giveSeed(to: connection, seat)
        return session
    }

    /// Closes a session and waits until the server has ended it, and with it its transaction.
    func end(_ session: PooledSession) async throws {
        forget(session)
        session.resumeProcess()
        session.connection.close()
        try await awaitEnd(of: session)
    }

    /// Waits until the server has ended a session, and with it its transaction.
    func awaitEnd(of session: PooledSession) async throws {
        let pause = Duration.microseconds(database.server.isOwn ? 200 : 1_000)
        for _ in 0..<Int(database.watchdog.patience / pause) {
            if let loss = database.watchdog.loss { throw loss }
            if try await hasEnded(session.pid) { return }
            await database.loop.sleep(for: pause)
        }
        throw Standstill(patience: database.watchdog.patience, subject: "the end of a session that was closed")
    }

    private func hasEnded(_ pid: Int32) async throws -> Bool {
        if database.server.isOwn { return BackendProcess.isGone(pid) }
        return try await database.control.run(Self.isConnected(pid), counts: false).rows.isEmpty
    }

    private static func isConnected(_ pid: Int32) -> Statement {
        Statement("select 1 from pg_stat_activity where pid = $1", parameters: [String(pid)])
    }

    /// The server is gone, and all sessions with it.
    func forgetAll() {
        for seat in seats.values { seat.session.end() }
        seats = [:]
        guests = []
    }

    /// Readies the database and all sessions for the next run.
    ///
    /// All sessions' resets are under way at once. Those of sessions that sent nothing are left out; that they are
    /// counted when the run that made them necessary ends keeps the counts the same, whichever world runs what.
    ///
    /// - Parameter seed: What the numbers come from that sessions draw; nil where they draw none.
    func reset(seed: UInt64? = nil) async throws {
        (self.seed, opened) = (seed, 0)
        for (number, seat) in seats where seat.session.hasTimedOut || seat.connection.transactionStatus == .lost {
            seat.connection.close()
            seats[number] = nil
        }
        for seat in used where seat.connection.transactionStatus != .idle {
            _ = try await seat.connection.run(Statement("rollback"), within: database.watchdog.patience)
        }
        if try await database.restoreCatalogue() {
            close()
            seats = [:]
        }
        let used = used
        for seat in used { try seat.connection.sendPipeline(database.sessionReset) }
        try await database.beginReset()
        for seat in used {
            let outcomes = await seat.connection.outcomes(
                of: database.sessionReset.count, within: database.watchdog.patience)
            for result in outcomes { _ = try result.get() }
            seat.session.wasReset()
        }
        try await database.finishReset()
        for (number, seat) in seats.sorted(by: { $0.key < $1.key }) { try await giveSeed(to: seat.connection, number) }
    }

    /// Has `random()` draw the same numbers in a session whenever the run is made. How often that was asked is no part of a
    /// run's count: only those have a session already that are not the first.
    private func giveSeed(to connection: Connection, _ seat: Int) async throws {
        guard let seed, connection.transactionStatus != .lost else { return }
        var mixer = SplitMix64(seed: seed, stream: UInt64(opened) << 8 | UInt64(seat))
        let number = Double(mixer.next() >> 11) / Double(1 << 53)
        _ = try await connection.run(Statement("select setseed(\(number))", prepares: false))
    }

    /// Counts what it will take to reset the sessions that this run has used.
    func countResets() {
        for seat in used {
            database.meter.add(database.sessionReset.count + (seat.connection.transactionStatus == .idle ? 0 : 1))
        }
    }

    private var used: [Seat] {
        inOrder.filter {
            $0.session.isUsed && !$0.session.hasTimedOut && $0.connection.transactionStatus != .lost
        }
    }

    /// Ends all sessions.
    func close() { for session in all { session.connection.close() } }
}
