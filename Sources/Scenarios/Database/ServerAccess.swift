public import Postgres

/// A Postgres to run worlds on: a throwaway cluster of our own, or a server of the user's.
public struct ServerAccess: Sendable {
    /// Whether the cluster is ours, with processes that we may stop.
    public let isOwn: Bool
    /// The server's version, as it writes it.
    public let version: String
    private let target: @Sendable (_ database: String, _ user: String?, _ settings: String) -> ConnectionTarget
    /// Whether the sessions of workers can be told to say when they wait.
    let speaksOfWaiting: Bool
    /// Kills the server and lets it recover; nil where that is not ours to do.
    let kill: (@Sendable () async throws -> Void)?
    /// What tells this run's databases from others'.
    let runID: String
    /// The server's time, where that is the time of schedules; nil where it is real.
    let time: ServerTime?

    /// The role that strategies run as on a cluster of ours; it owns its databases and nothing else.
    static let workerRole = ClusterRole.worker

    /// The role of our own sessions beside a strategy's, on a cluster of ours. Reading a view or firing a trigger runs
    /// what the strategy has put there, with the rights of the session that reads: so this is no superuser.
    static let keeperRole = ClusterRole.keeper

    /// A cluster of ours.
    ///
    /// - Parameters:
    ///   - cluster: The cluster.
    ///   - version: Its server's version, as it writes it.
    ///   - runID: What tells the databases of this run from others: letters, digits and `_`.
    ///   - mayBeKilled: Whether scenarios may kill it: then no other program may use it.
    ///   - time: What its server was started with, where its time is that of schedules.
    public static func own(
        _ cluster: ThrowawayCluster, version: String, runID: String, mayBeKilled: Bool = false, time: ServerTime? = nil
    ) -> ServerAccess {
        var kill: (@Sendable () async throws -> Void)?
        if mayBeKilled { kill = { try await cluster.restart() } }
        return ServerAccess(
            isOwn: true, version: version, speaksOfWaiting: true, runID: runID, kill: kill, time: time
        ) { database, user, settings in
            var target = cluster.target(database: database, user: user ?? ClusterRole.superuser)
            target.parameters["options"] = settings
            return target
        }
    }

    /// A server of the user's, by URL.
    ///
    /// - Parameters:
    ///   - base: How to connect, whatever the database.
    ///   - version: The server's version, as it writes it.
    ///   - isSuperuser: Whether the URL's role is a superuser, and so may have locks logged.
    ///   - runID: What tells the databases of this run from others: letters, digits and `_`.
    public static func url(_ base: ConnectionTarget, version: String, isSuperuser: Bool, runID: String) -> ServerAccess
    {
        ServerAccess(
            isOwn: false, version: version, speaksOfWaiting: isSuperuser, runID: runID, kill: nil, time: nil
        ) {
            database, _, settings in
            var target = base.database(database)
            target.parameters["options"] = settings
            return target
        }
    }

    /// What makes a database that is being made the strategy's, on a cluster of ours.
    var ownership: String { isOwn ? " owner \(Self.workerRole)" : "" }

    /// The name of a run on a server of the user's, by which a later run finds what this one leaves if it is killed.
    ///
    /// - Parameter number: One that no other run has.
    public static func runID(_ number: UInt64) -> String { DatabaseSweeper.runID(number) }

    private init(
        isOwn: Bool, version: String, speaksOfWaiting: Bool, runID: String,
        kill: (@Sendable () async throws -> Void)?, time: ServerTime?,
        target: @escaping @Sendable (String, String?, String) -> ConnectionTarget
    ) {
        self.isOwn = isOwn
        self.version = version
        self.speaksOfWaiting = speaksOfWaiting
        self.runID = runID
        self.kill = kill
        self.time = time
        self.target = target
    }

    /// Text looks the same whatever the server's own settings are. Only a superuser may choose the language of
    /// messages; a cluster of ours has it right already.
    private var textSettings: String {
        (isOwn ? "" : Self.usualSettings)
            + "-c timezone=UTC -c datestyle=ISO,MDY -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex"
            + (!isOwn && speaksOfWaiting ? " -c lc_messages=C" : "")
    }

    /// What a server of the user's may have changed, and strategies would not expect: its limits are for its own users.
    private static let usualSettings =
        "-c standard_conforming_strings=on -c default_transaction_read_only=off -c statement_timeout=0 "
        + "-c lock_timeout=0 -c idle_in_transaction_session_timeout=0 "

    /// Settings of a cluster that may be killed: nothing but a synchronous commit writes the log, so that what
    /// `synchronous_commit = off` loses in a crash is lost on every replay. The log writer is stopped besides.
    public static let settingsForKilling = [
        "bgwriter_lru_maxpages": "0", "checkpoint_timeout": "1h", "wal_writer_delay": "10s",
    ]

    /// Where databases are made and dropped.
    func maintenanceTarget() -> ConnectionTarget {
        target("postgres", nil, textSettings + " -c client_min_messages=warning")
    }

    /// Where databases are dropped that other runs have left: what is in use stays.
    func sweepingTarget() -> ConnectionTarget {
        target("postgres", nil, textSettings + " -c client_min_messages=warning -c lock_timeout=2s")
    }

    /// How long a session of our own waits for a lock in a world's database.
    static let lockLimit = Duration.milliseconds(200)

    /// A session of our own in a database: it never waits long for a lock, and fires no triggers if it may choose.
    ///
    /// It is opened that way: each change of the role makes Postgres forget all plans of the session.
    func controlTarget(database: String) -> ConnectionTarget {
        target(
            database, isOwn ? Self.keeperRole : nil,
            textSettings
                + " -c client_min_messages=warning -c lock_timeout=\(Self.lockLimit.components.attoseconds / 1_000_000_000_000_000)ms"
                // On a cluster of ours the role has that setting already.
                + (!isOwn && speaksOfWaiting ? " -c session_replication_role=replica" : ""))
    }

    /// A session as the owner of everything in a database, such as runs the strategy's schema.
    func schemaTarget(database: String) -> ConnectionTarget {
        target(database, isOwn ? Self.workerRole : nil, textSettings + " -c client_min_messages=warning")
    }

    /// A session that holds pause points closed: it says when it waits for one.
    func pauseHolderTarget(database: String) -> ConnectionTarget {
        var settings = textSettings + " -c client_min_messages=log"
        if !isOwn, speaksOfWaiting { settings += " -c deadlock_timeout=1ms -c log_lock_waits=on" }
        return target(database, isOwn ? Self.keeperRole : nil, settings)
    }

    /// A worker's session: it says when it waits for a lock.
    func workerTarget(database: String) -> ConnectionTarget {
        var settings = textSettings + " -c client_min_messages=log"
        if !isOwn, speaksOfWaiting { settings += " -c deadlock_timeout=1ms -c log_lock_waits=on" }
        return target(database, isOwn ? Self.workerRole : nil, settings)
    }
}
