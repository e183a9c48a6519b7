import Bits
import Postgres
import Simulation

/// What a pool is asked about its sessions.
extension SessionPool {
    /// Every session of the world, those left behind last.
    var all: [PooledSession] { seats.all + leftBehind }

    /// The sessions that wait for locks, in the order in which they came to wait.
    var blocked: [PooledSession] { line.sessions }

    /// Whether waiting sessions are stopped, so that they wake in a chosen order: on servers of our own alone.
    var stopsSessions: Bool { line.stopsSessions }

    /// Whether a session keeps others waiting, whose waits may end with it alone.
    func holdsUpOthers(_ session: PooledSession) -> Bool { holders.contains(session.pid) }

    /// Asks which sessions keep others waiting that are not stopped.
    func findHolders() async throws {
        holders = []
        guard !line.stopsSessions, !line.sessions.isEmpty else { return }
        holders = try await lockTable.holders(of: line.sessions.map(\.pid))
    }

    /// Adds what a session waits for to a state.
    func add(_ session: PooledSession, to print: inout StateFingerprint) {
        print.add(session.isPaused ? UInt64(1) : 0)
        print.add(UInt64(session.pauses))
        print.add(Int64(line.place(of: session) ?? -1))
    }
}
