internal import Glibc
internal import Subprocess
internal import Synchronization

/// A Postgres server of our own, made for one run and gone after it.
///
/// It listens on a Unix socket in a directory of its own, which no other user may enter, and takes connections from
/// processes of the user who made it alone (``ClusterRole``). Its superuser is `converge`, its encoding UTF-8, its locale
/// C and its time zone UTC, whatever the caller's environment says. As root, the server runs as the user `postgres`, or
/// else `nobody`.
public final class ThrowawayCluster: @unchecked Sendable {
    /// How to make a cluster.
    public struct Options: Hashable, Sendable {
        /// Where `initdb` and `postgres` are; nil to look for them (``PostgresInstallation``).
        public var binDirectory: String?
        /// Server settings beside, or instead of, those that every throwaway cluster has.
        public var settings: [String: String]
        /// An absolute path to make the cluster's directory in; nil for `TMPDIR`, or else `/tmp`.
        public var temporaryDirectory: String?
        /// How long `initdb` may take, in real time.
        public var patience: Duration

        /// Creates options.
        public init(
            binDirectory: String? = nil, settings: [String: String] = [:], temporaryDirectory: String? = nil,
            patience: Duration = .seconds(300)
        ) {
            self.binDirectory = binDirectory
            self.settings = settings
            self.temporaryDirectory = temporaryDirectory
            self.patience = patience
        }
    }

    /// The programs it runs.
    public let installation: PostgresInstallation
    let loop: EventLoop
    let account: ServerAccount
    private(set) var location: ClusterDirectory
    let supervisor = Supervisor()
    /// What starts the server; nil where it is started as it is.
    let starter: (any ServerStarter)?
    private var isAbandoned = false
    /// Those of this process that exist, for ``destroyAllNow(on:)``.
    private static let living = Mutex<[ThrowawayCluster]>([])

    /// Makes a cluster, starts it, hands it to `body`, and removes it again however `body` ends.
    ///
    /// Clusters that killed runs have left behind are swept first. Call it on the loop.
    ///
    /// - Parameter starter: What starts the server, and keeps something of it; nil to start it as it is.
    /// - Throws: ``ClusterError``, or what `body` throws.
    public static func with<T>(
        _ options: Options = Options(), starter: (any ServerStarter)? = nil, on loop: EventLoop,
        _ body: (ThrowawayCluster) async throws -> T
    ) async throws -> T {
        ClusterSweeper.sweep(options.temporaryDirectory)
        let cluster = try await ThrowawayCluster(options, starter, on: loop)
        defer { cluster.destroyNow() }
        return try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await cluster.supervisor.run(log: cluster.location.log) }
            // The group waits for the supervisor, and that for the server's end.
            defer { cluster.destroyNow() }
            try await cluster.initialize(options)
            try await cluster.start()
            return try await body(cluster)
        }
    }

    private init(_ options: Options, _ starter: (any ServerStarter)?, on loop: EventLoop) async throws {
        installation = try await PostgresInstallation.find(binDirectory: options.binDirectory)
        account = try ServerAccount.current()
        location = try ClusterDirectory.create(for: account, below: options.temporaryDirectory)
        self.loop = loop
        self.starter = starter
        Self.living.withLock { $0.append(self) }
    }

    /// The cluster's directory.
    public var directory: String { location.path }

    /// The server's main process; nil while none runs.
    var postmasterPID: Int32? { supervisor.pid }

    /// Whether the server's main process runs.
    public var isAlive: Bool { supervisor.pid.map { !BackendProcess.isGone($0) } ?? false }

    /// How to connect.
    public func target(database: String = "postgres", user: String = ClusterRole.superuser) -> ConnectionTarget {
        ConnectionTarget(parameters: [
            "host": directory, "port": "5432", "user": user, "dbname": database, "sslmode": "disable",
            "gssencmode": "disable", "application_name": "converge",
        ])
    }

    /// The last lines of the server's log.
    public func logTail(lines: Int = 20) -> String { FileTree.lastLines(lines, of: location.log) }

    /// Kills the server with all its processes, as a crash of the machine would, and waits until they have gone: for half a
    /// minute, since what a disk holds up cannot be killed.
    public func kill() async {
        // One that is ending has no command line any more, and its part of the shared memory still: the next server would
        // not start.
        var killed: Set<pid_t> = []
        for _ in 0..<30_000 {
            if processes.servers().isEmpty, killed.allSatisfy(BackendProcess.isGone) {
                return await supervisor.waitForExit()
            }
            killed.formUnion(processes.kill())
            await loop.sleep(for: .milliseconds(1))
        }
    }

    /// Starts the server again, after ``kill()`` or its own end, and returns when it has recovered.
    ///
    /// - Throws: ``ClusterError``.
    public func restart() async throws {
        await kill()
        try await start()
    }

    /// Ends the server and removes everything, at once and without suspending: for the end of a run, and for a
    /// shutdown that cannot wait. Call it on the loop's thread; it may be called again.
    public func destroyNow() {
        // Again and again: `initdb` makes its directory anew if it was just being started when it went.
        guard !isAbandoned, access(directory, F_OK) == 0 else { return }
        Self.living.withLock { living in living.removeAll { $0 === self } }
        supervisor.finish()
        ClusterSweeper.remove(directory, userID: account.userID)
        location.unlock()
    }

    /// ``destroyNow()`` for every cluster of a loop, those included that are only being made: for a shutdown at any
    /// moment. Call it on the loop's thread.
    public static func destroyAllNow(on loop: EventLoop) {
        for cluster in living.withLock({ $0 }) where cluster.loop === loop { cluster.destroyNow() }
    }

    /// Leaves everything as an owner that dies would leave it.
    func abandon() {
        isAbandoned = true
        Self.living.withLock { living in living.removeAll { $0 === self } }
        supervisor.finish()
        location.unlock()
    }

    var processes: ClusterProcesses { ClusterProcesses(directory: directory, userID: account.userID) }
}
