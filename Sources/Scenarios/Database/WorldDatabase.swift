import Bits
import FakeSequin
import Postgres
import Sequin
import Simulation
import Syncer

/// A world's own database: its content, and the harness's own sessions in it. It outlives the runs, and nothing of one
/// run is left for the next.
final class WorldDatabase {
    let loop: EventLoop
    let name: String
    let tables: [TableShape]
    /// The id of the first record.
    private let firstID: String
    /// Whether the whole content is read along with the rows that are judged.
    var watchesContent = false
    /// A hash of the whole committed content, as it was last read.
    private(set) var contentFingerprint: StateFingerprint?
    /// Counts the statements of the present run.
    let meter = StatementMeter()

    /// What tables should show.
    let expected: ExpectedRows

    /// The pause points inside statements; nil in a database without.
    private(set) var pausePoints: PausePoints?

    /// What ends statements that never end.
    var watchdog: Watchdog { host.watchdog }
    /// The way to the server.
    let host: ServerHost

    let server: ServerAccess
    /// The session that looks, resets and asks the lock table.
    private(set) var control: HarnessSession
    private let confinement = Confinement()
    private var ownerSession: HarnessSession?
    private var logWriter: Int32?
    private let resetting: ResetPlan
    private var resets = 0
    private var variant = WorldVariant()
    /// Makes the database anew; nil where scripts change nothing but rows.
    private let renewal: (() async throws -> Void)?
    /// The mark of the catalogue as the schema made it.
    private var catalogue: [String?]?

    init(
        name: String, host: ServerHost, strategy: Strategy, tables: [TableShape], firstID: String,
        resetting: ResetPlan, renewal: (() async throws -> Void)?, loop: EventLoop
    ) async throws {
        self.name = name
        server = host.access
        self.host = host
        self.tables = tables
        self.firstID = firstID
        self.resetting = resetting
        self.renewal = renewal
        self.loop = loop
        let connection = try await host.open(server.controlTarget(database: name))
        control = HarnessSession(connection, meter: meter)
        expected = ExpectedRows(strategy: strategy, control: connection)
    }

    // MARK: Crashes

    /// Kills the server, waits until it has recovered, and connects again; all other sessions are lost.
    func killServer() async throws {
        watchdog.expectsLoss = true
        defer { watchdog.expectsLoss = false }
        try await server.kill?()
        try await connectAgain()
        logWriter = nil
        try await holdLog()
    }

    private func connectAgain() async throws {
        close()
        ownerSession = nil
        let connection = try await host.open(server.controlTarget(database: name))
        control = HarnessSession(connection, meter: meter)
        expected.use(connection)
    }

    /// Stops the process that writes the log in its own time: until ``releaseLog()`` only synchronous commits do.
    ///
    /// It cannot stay stopped between runs: dropping a database waits for all processes.
    func holdLog() async throws {
        guard server.kill != nil else { return }
        let writer = try await control.run(
            Statement("select pid from pg_stat_activity where backend_type = 'walwriter'", prepares: false),
            counts: false)
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
        confinement.assertIsolated()
        self.variant = variant
        if variant.hasPausePoints {
            let holder = HarnessSession(
                try await host.open(server.pauseHolderTarget(database: name)), meter: meter)
            pausePoints = try await PausePoints(tables: tables, control: control.connection, holder: holder)
        }
        if variant.isPoisoned { try await installPoison() }
    }

    /// Makes the tables refuse the first record.
    ///
    /// - Throws: ``CannotSetUp`` if one takes no trigger.
    private func installPoison() async throws {
        for table in tables {
            for statement in Poison.statements(for: table, id: firstID) {
                do {
                    _ = try await control.run(Statement(statement, prepares: false), counts: false)
                } catch let error as PostgresError where !error.connectionLost {
                    throw CannotSetUp(
                        description: "\(table.table) takes no trigger that refuses a row: \(error.message)")
                }
            }
        }
    }

    /// Puts a row into a table, as its owner.
    func insert(_ values: [String?], into table: TableShape) async throws {
        let given = zip(table.columns, values).filter { $0.0.parts.isEmpty }
        let names = given.map { $0.0.sql() }
        let literals = given.map { column, value in value.map { TableShape.value($0, in: column) } ?? "null" }
        let insert = Statement(
            "insert into \(table.quoted) (\(names.joined(separator: ", "))) "
                + "values (\(literals.joined(separator: ", ")))", prepares: false)
        // As a worker's insert would, this one fires triggers.
        _ = try await owner().run(insert)
    }

    /// A session that may do what the tables' owner may.
    private func owner() async throws -> HarnessSession {
        if let ownerSession, ownerSession.connection.transactionStatus != .lost { return ownerSession }
        let opened = HarnessSession(
            try await host.open(server.schemaTarget(database: name)), meter: meter)
        ownerSession = opened
        return opened
    }

    // MARK: Content

    /// Makes the database anew if scripts have changed more than rows, before anything counts on what they may have
    /// taken away. Then all sessions in it are lost.
    ///
    /// - Returns: Whether it was made anew.
    func restoreCatalogue() async throws -> Bool {
        guard let renewal, let catalogue, try await catalogueMark() != catalogue else {
            // Counted all the same, since only the first run of a world has no mark to compare with.
            if renewal != nil, catalogue == nil { meter.add() }
            return false
        }
        close()
        try await renewal()
        try await connectAgain()
        try await build(variant)
        self.catalogue = nil
        return true
    }

    private func catalogueMark(counts: Bool = true) async throws -> [String?]? {
        try await control.run(CatalogueWatch.mark, counts: counts).rows.first
    }

    /// Begins to put rows and sequences back to what the schema made them; ``finishReset()`` waits for it.
    func beginReset() async throws {
        confinement.assertIsolated()
        try await pausePoints?.openAll()
        resets += 1
        watchdog.runBegins(in: name)
        // Not counted: which run it falls to is chance.
        if resets.isMultiple(of: resetting.renewsEvery), let renewing = resetting.renewing {
            try await patiently { _ = try await control.run(renewing, counts: false) }
            catalogue = nil
        }
        try control.sendPipeline(resetting.control)
    }

    /// Waits until the rows are back.
    func finishReset() async throws {
        var isUnderWay = true
        try await patiently {
            if !isUnderWay { try control.connection.sendPipeline(resetting.control) }
            isUnderWay = false
            for result in await control.outcomes(of: resetting.control.count) { _ = try result.get() }
        }
        if renewal != nil, catalogue == nil { catalogue = try await catalogueMark(counts: false) }
        contentFingerprint = nil
        if watchesContent { try await watchContent() }
    }

    /// Resets, again while a lock is in the way: between runs no session of ours holds one.
    ///
    /// - Throws: ``Standstill`` once that has lasted too long.
    private func patiently(_ body: () async throws -> Void) async throws {
        for _ in 0..<Int(watchdog.patience / ServerAccess.lockLimit) {
            do {
                return try await body()
            } catch let error as PostgresError where error.sqlState == "55P03" {
                try Task.checkCancellation()
            }
        }
        throw Standstill(patience: watchdog.patience, subject: "the reset of the database")
    }

    /// What readies a session for the next run.
    var sessionReset: [Statement] { resetting.session }

    /// The committed rows of every table, in the order of ``tables``; nil while a lock keeps them from being read.
    func rows() async throws -> [[Row]]? {
        confinement.assertIsolated()
        var all: [[Row]] = []
        for table in tables {
            do {
                all.append(try await control.run(table.reading).rows.map { Row($0, of: table) })
            } catch let error as PostgresError where error.sqlState == "55P03" {
                try await checkForStrangers()
                return nil
            }
        }
        if watchesContent { try await watchContent() }
        return all
    }

    /// Sees to it that it is a session of ours that keeps rows from being read, which is the strategy's doing.
    private func checkForStrangers() async throws {
        let holders = try await control.run(Self.tableLocks, counts: false).rows.compactMap {
            $0[0].flatMap(Int32.init)
        }
        guard holders.contains(where: { watchdog.sessions.database(of: $0) == nil }) else { return }
        throw EnvironmentFailure(reason: "a lock of another program keeps the rows from being read")
    }

    private static let tableLocks = Statement(
        """
        select pid from pg_locks where granted and locktype = 'relation' and mode = 'AccessExclusiveLock'
            and database = (select oid from pg_database where datname = current_database())
        """)

    private func watchContent() async throws {
        var print = StateFingerprint()
        try control.sendPipeline(resetting.watching)
        for result in await control.outcomes(of: resetting.watching.count) {
            for row in try result.get().rows { for value in row { print.add(orNil: value) } }
            print.add("")
        }
        contentFingerprint = print
    }

    /// Ends the harness's sessions.
    func close() {
        confinement.assertIsolated()
        pausePoints?.end()
        ownerSession?.close()
        control.close()
    }
}
