import FakeSequin
import Postgres
import Sequin
import Simulation
import Syncer

/// A world's own database and its sessions; it outlives the runs, and nothing of one run is left for the next.
///
/// One thread uses it: the one that runs the world.
final class WorldDatabase {
    let loop: EventLoop
    let name: String
    let tables: [TableShape]
    /// Whether blocked backends can be stopped, so that they wake in a chosen order.
    let stopsBackends: Bool
    /// Whether the whole content is read along with the rows that are judged.
    var watchesContent = false
    /// A hash of the whole committed content, as it was last read.
    private(set) var contentFingerprint: StateFingerprint?
    /// Statements sent in the present run.
    var statements = 0

    /// What tables should show.
    let expected: ExpectedRows

    /// The pause points inside statements; nil in a database without.
    private(set) var pausePoints: PausePoints?

    /// What ends statements that never end.
    let watchdog: Watchdog

    private let server: ServerAccess
    private var control: Connection
    private var ownerSession: Connection?
    private var logWriter: Int32?
    private let resetting: ResetPlan
    private var backends: [Int: Backend] = [:]
    private var resets = 0
    private var variant = WorldVariant()
    /// Makes the database anew; nil where scripts change nothing but rows.
    private let renewal: (() async throws -> Void)?
    /// The mark of the catalogue as the schema made it.
    private var catalogue: [String?]?

    init(
        name: String, host: ServerHost, strategy: Strategy, tables: [TableShape], resetting: ResetPlan,
        renewal: (() async throws -> Void)?, loop: EventLoop
    ) async throws {
        self.name = name
        server = host.access
        watchdog = host.watchdog
        self.tables = tables
        self.resetting = resetting
        self.renewal = renewal
        self.loop = loop
        stopsBackends = server.isOwn
        control = try await Connection.open(server.controlTarget(database: name), on: loop)
        expected = ExpectedRows(strategy: strategy, control: control)
    }

    // MARK: Crashes

    /// Kills the server, waits until it has recovered, and connects again; workers' sessions are lost.
    func killServer() async throws {
        try await server.kill?()
        try await connectAgain()
        logWriter = nil
        try await holdLog()
    }

    private func connectAgain() async throws {
        close()
        backends = [:]
        ownerSession = nil
        control = try await Connection.open(server.controlTarget(database: name), on: loop)
        expected.use(control)
    }

    /// Stops the process that writes the log in its own time: until ``releaseLog()`` only synchronous commits do.
    ///
    /// It cannot stay stopped between runs: whoever drops a database waits for all processes.
    func holdLog() async throws {
        guard server.kill != nil else { return }
        let writer = try await control.run(
            Statement("select pid from pg_stat_activity where backend_type = 'walwriter'", prepares: false))
        logWriter = writer.rows.first?[0].flatMap(Int32.init)
        if let logWriter { BackendProcess.stop(logWriter) }
    }

    /// Lets the log be written again.
    func releaseLog() {
        if let logWriter { BackendProcess.resume(logWriter) }
        logWriter = nil
    }

    // MARK: Making

    /// Builds a variant into the tables as the schema made them.
    ///
    /// - Throws: ``CannotSetUp`` if that is impossible.
    func build(_ variant: WorldVariant) async throws {
        self.variant = variant
        if variant.hasPausePoints {
            let holder = try await Connection.open(server.pauseHolderTarget(database: name), on: loop)
            pausePoints = try await PausePoints(tables: tables, control: control, holder: holder)
        }
        if variant.isPoisoned { try await installPoison() }
    }

    /// Makes the tables refuse the first record.
    ///
    /// - Throws: ``CannotSetUp`` if one is a view.
    private func installPoison() async throws {
        let id = Upstream(UpstreamOptions(idStyle: idStyle)).id(of: 0)
        for table in tables {
            guard table.isTable else {
                throw CannotSetUp(description: "\(table.table) is no table, so no trigger can refuse a row of it")
            }
            for statement in Poison.statements(for: table, id: id) {
                _ = try await control.run(Statement(statement, prepares: false))
            }
        }
    }

    /// Puts a row into a table, as its owner.
    func insert(_ values: [String?], into table: TableShape) async throws {
        statements += 1
        let names = table.columns.map { Connection.quoteIdentifier($0.name) }
        let literals = zip(table.columns, values).map { column, value in
            value.map { "\(Connection.quoteLiteral($0))::\(column.type)" } ?? "null"
        }
        let insert = Statement(
            "insert into \(table.quoted) (\(names.joined(separator: ", "))) "
                + "values (\(literals.joined(separator: ", ")))", prepares: false)
        // As a worker's insert would, this one fires triggers.
        _ = try await owner().run(insert)
    }

    /// A session that may do what the tables' owner may.
    private func owner() async throws -> Connection {
        if let ownerSession, ownerSession.transactionStatus != .lost { return ownerSession }
        let opened = try await Connection.open(server.schemaTarget(database: name), on: loop)
        ownerSession = opened
        return opened
    }

    /// The way in which ids must be written to fit the table.
    var idStyle: IDStyle { tables.first?.idStyle ?? .text }

    // MARK: Sessions

    /// The session of a worker's column.
    func backend(_ number: Int) async throws -> Backend {
        if let backend = backends[number], backend.connection.transactionStatus != .lost { return backend }
        return try await replaceBackend(number)
    }

    /// A new session for a worker's column; the old one is left to whoever holds it.
    func replaceBackend(_ number: Int) async throws -> Backend {
        let connection = try await Connection.open(server.workerTarget(database: name), on: loop)
        let backend = Backend(connection, isSilent: !server.speaksOfWaiting)
        backends[number] = backend
        return backend
    }

    /// Closes a session and waits until the server has ended it, and with it its transaction.
    func end(_ backend: Backend) async throws {
        let pid = backend.connection.backendPID
        if backend.isStopped { BackendProcess.resume(pid) }
        backend.connection.close()
        if stopsBackends {
            while !BackendProcess.isGone(pid) { await loop.sleep(for: .microseconds(200)) }
        } else {
            while try await !control.run(Self.isConnected(pid)).rows.isEmpty {
                await loop.sleep(for: .milliseconds(1))
            }
        }
    }

    /// Cancels what a session is running.
    func cancel(_ backend: Backend) async throws {
        statements += 1
        let pid = String(backend.connection.backendPID)
        _ = try await control.run(Statement("select pg_cancel_backend($1)", parameters: [pid]))
    }

    /// The processes of this database that wait for a lock that they have not been granted.
    func waitingBackends() async throws -> Set<Int32> {
        // Where they cannot be stopped, how often it takes a look until they have all come to rest is chance.
        if stopsBackends { statements += 1 }
        let result = try await control.run(Self.waiting)
        return Set(result.rows.compactMap { $0[0].flatMap(Int32.init) })
    }

    /// The processes that keep others from going on, by what they hold or by standing in line before them.
    func holders(of waiting: [Int32]) async throws -> Set<Int32> {
        let pids = waiting.map(String.init).joined(separator: ",")
        let result = try await control.run(
            Statement("select unnest(pg_blocking_pids(pid)) from unnest($1::int[]) pid", parameters: ["{\(pids)}"]))
        return Set(result.rows.compactMap { $0[0].flatMap(Int32.init) })
    }

    /// What a session's process waits for.
    enum Wait {
        case none, atPausePoint, forLock
    }

    /// What a session waits for, as the server's lock table says.
    func wait(of backend: Backend) async throws -> Wait {
        let pid = backend.connection.backendPID
        let result = try await control.run(
            Statement(
                """
                select locktype = 'advisory' and classid = pid::oid and objsubid = 2
                from pg_locks where not granted and pid = $1
                """, parameters: [String(pid)]))
        guard let row = result.rows.first else { return .none }
        return row[0] == "t" && pausePoints?.isClosed(for: pid) == true ? .atPausePoint : .forLock
    }

    private static let waiting = Statement("select distinct pid from pg_locks where not granted")

    private static func isConnected(_ pid: Int32) -> Statement {
        Statement("select 1 from pg_stat_activity where pid = $1", parameters: [String(pid)])
    }

    // MARK: Content

    /// Empties the tables and readies the sessions for the next run.
    ///
    /// All sessions' resets are under way at once. Those of sessions that sent nothing are left out; that they are
    /// counted when the run that made them necessary ends keeps the counts the same, whichever world runs what.
    func reset() async throws {
        for backend in usedBackends where backend.connection.transactionStatus != .idle {
            _ = try await backend.connection.run(Statement("rollback"))
        }
        try await restoreCatalogue()
        let used = usedBackends
        for backend in used { try backend.connection.sendPipeline(resetting.session) }
        try await pausePoints?.openAll()
        resets += 1
        // Not counted: which run it falls to is chance.
        if resets.isMultiple(of: resetting.renewsEvery), let renewing = resetting.renewing {
            _ = try await control.run(renewing)
            catalogue = nil
        }
        statements += resetting.control.count
        try control.sendPipeline(resetting.control)
        for backend in used {
            for result in await backend.connection.outcomes(of: resetting.session.count) { _ = try result.get() }
            backend.isUsed = false
            backend.hasWritten = false
            backend.pauseKey = nil
        }
        for result in await control.outcomes(of: resetting.control.count) { _ = try result.get() }
        if renewal != nil, catalogue == nil { catalogue = try await catalogueMark() }
        contentFingerprint = nil
        if watchesContent { try await watchContent() }
    }

    /// Makes the database anew if scripts have changed more than rows, before anything counts on what they may have
    /// taken away.
    private func restoreCatalogue() async throws {
        guard let renewal else { return }
        statements += 1
        guard let catalogue, try await catalogueMark() != catalogue else { return }
        close()
        try await renewal()
        try await connectAgain()
        try await build(variant)
        self.catalogue = nil
    }

    private func catalogueMark() async throws -> [String?]? { try await control.run(CatalogueWatch.mark).rows.first }

    /// Counts what it will take to reset the sessions that this run has used.
    func countSessionResets() {
        for backend in usedBackends {
            statements += resetting.session.count + (backend.connection.transactionStatus == .idle ? 0 : 1)
        }
    }

    private var usedBackends: [Backend] {
        backends.sorted { $0.key < $1.key }.map(\.value)
            .filter { $0.isUsed && $0.connection.transactionStatus != .lost }
    }

    /// The committed rows of every table, in the order of ``tables``; nil while a lock keeps them from being read.
    func rows() async throws -> [[Row]]? {
        statements += tables.count
        var all: [[Row]] = []
        for table in tables {
            do {
                all.append(try await control.run(table.reading).rows.map { Row($0, of: table) })
            } catch let error as PostgresError where error.sqlState == "55P03" {
                return nil
            }
        }
        if watchesContent { try await watchContent() }
        return all
    }

    private func watchContent() async throws {
        statements += resetting.watching.count
        var print = StateFingerprint()
        for result in try await control.runPipeline(resetting.watching) {
            for row in try result.get().rows { for value in row { print.add(orNil: value) } }
            print.add("")
        }
        contentFingerprint = print
    }

    /// Ends all sessions.
    func close() {
        for backend in backends.values { backend.connection.close() }
        pausePoints?.end()
        ownerSession?.close()
        control.close()
    }
}
