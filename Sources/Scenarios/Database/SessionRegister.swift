import Postgres

/// The sessions that are open on a server for a verifier: so each wait for one of them can be ended, and of each process it
/// can be told whose it is.
///
/// One thread uses it.
final class SessionRegister {
    /// What a session is for.
    enum Purpose: Hashable {
        /// It resets, looks, makes and drops: its statements are not meant to wait for long.
        case harness
        /// It is a worker's: how long its statement waits is up to the schedule.
        case worker
    }

    /// A session that has been opened.
    struct Member {
        weak var connection: Connection?
        let pid: Int32
        let purpose: Purpose
        let database: String
        /// How much had moved at the last look, and at how many looks nothing had moved since.
        var movements = 0
        var idleLooks = 0

        fileprivate var isOpen: Bool { connection.map { $0.transactionStatus != .lost } ?? false }
    }

    private var members: [Member] = []

    /// Takes note of a session.
    func add(_ connection: Connection, _ purpose: Purpose, in database: String) {
        members.append(
            Member(connection: connection, pid: connection.backendPID, purpose: purpose, database: database))
    }

    /// The database of a process of ours; nil if it is none of ours.
    func database(of pid: Int32) -> String? { members.last { $0.pid == pid && $0.isOpen }?.database }

    /// Whether sessions are open in several databases of the run's worlds.
    var hasSeveralWorlds: Bool {
        Set(members.lazy.filter { $0.purpose == .worker && $0.isOpen }.map(\.database)).count > 1
    }

    /// Looks once at the harness's own sessions, and tells those of which nothing has been heard at so many looks.
    func silent(for looks: Int) -> [Member] {
        members.removeAll { !$0.isOpen }
        for index in members.indices {
            let (now, isRunning) = (members[index].connection?.movements ?? 0, members[index].connection?.isRunning)
            members[index].idleLooks =
                isRunning == true && now == members[index].movements ? members[index].idleLooks + 1 : 0
            members[index].movements = now
        }
        return members.filter { $0.purpose == .harness && $0.idleLooks >= looks }
    }

    /// Ends each wait for each session, because there is no server any more.
    func closeAll() {
        for member in members { member.connection?.close() }
        members = []
    }
}
