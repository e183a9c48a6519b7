import FakeSequin
import Postgres
import Sequin
import Syncer

/// A database with a strategy's schema in it, from which each world gets its own.
final class StrategyTemplate {
    let strategy: Strategy
    /// The strategy's scripts, prepared as the server takes them.
    let destination: any Destination
    private(set) var tables: [TableShape]
    /// What the records are made up from that it is judged by.
    private(set) var records: RecordSource
    /// What the steps of the strategy may touch.
    private(set) var footprints: StepFootprints
    /// What the harness need not look at, since the strategy cannot have changed it.
    let traits: StrategyTraits
    /// What in its schema runs on real time or real chance.
    let chance: SchemaChance
    /// What a cause is looked for in, besides a history.
    let facts: StrategyFacts
    /// What the strategy's scripts were seen to write; nil before they were looked at.
    private var writes: WriteProfile.Finding?
    fileprivate let server: ServerAccess
    private let host: ServerHost
    private let loop: EventLoop
    private let name: String
    /// How the database is copied. By way of the log, as is usual since version 15, an unlogged table's index would be
    /// unreadable after a crash: Postgres leaves its first page out where wal_level is minimal.
    private let copying: String
    private let resetting: ResetPlan
    private var roles = StrategyRoles()
    private var clones = 0
    private var live: Set<String> = []

    /// Makes the template.
    ///
    /// - Parameter consumers: Those that the strategy is to be run under.
    /// - Throws: `StrategyError` for what the server refuses of the strategy; `PostgresError` for anything else.
    init(
        _ given: Strategy, number: Int, host: ServerHost, seed: UInt64 = 1, consumers: Set<ConsumerKind> = [.fenced],
        loop: EventLoop
    ) async throws {
        server = host.access
        self.host = host
        self.loop = loop
        name = "converge_\(server.runID)_\(number)"
        try await host.resetWorkerRole()
        try await host.run("create database \(name)\(server.ownership) template template0 \(Self.text)")
        live.insert(name)
        let settings: UpstreamSettings
        do {
            try await roles.make(for: given, on: host)
            let schema = try await host.openLive(server.schemaTarget(database: name))
            defer { schema.close() }
            try await given.createSchema(on: schema)
            let control = try await host.open(server.controlTarget(database: name))
            defer { control.close() }
            try await Self.seeTables(of: given, on: control)
            let strategy = try await given.withFieldsOfTables(on: schema)
            self.strategy = strategy
            settings = try UpstreamSettings(of: strategy)
            let worker = try await host.openLive(server.workerTarget(database: name))
            defer { worker.close() }
            destination =
                if let code = strategy.destination { code } else {
                    try await ScriptDestination.prepared(strategy, on: worker)
                }
            copying = server.kill != nil && control.serverVersion >= 150_000 ? " strategy file_copy" : ""
            tables = try await Self.inspectTables(of: strategy, settings, on: control)
            records = RecordSource(strategy, idStyle: tables.first?.idStyle ?? .text)
            try await CheckReader.tryAll(of: strategy, on: control)
            let reaching = try await control.run(SchemaReading.reachingObjects)
            // A schema can set it for the role that runs the scripts.
            let isolation = try await worker.run(Statement("show default_transaction_isolation", prepares: false))
            let reach = StepFootprints.Schema(
                isSimple: reaching.rows.isEmpty, readsCommitted: isolation.rows.first?[0] == "read committed",
                functions: try await control.run(SchemaReading.functionBodies).rows.map {
                    FunctionBody(language: $0[0] ?? "", source: $0[1] ?? "")
                },
                definitions: try await control.run(SchemaReading.definitions).rows.compactMap { $0[0] },
                tables: try await TableKeys.all(on: control))
            footprints = StepFootprints(strategy, schema: reach)
            if server.time != nil { footprints.dependOnTime() }
            traits = try await StrategyTraits.inspect(strategy, schema: reach, on: control)
            let objects = try await SchemaObjects.all(on: control)
            chance = SchemaChance(strategy, tables: tables, keys: reach.tables, schema: objects)
            facts = StrategyFacts(
                tables: tables, objects: objects,
                statements: strategy.statementTexts, onError: strategy.policy.onError,
                acksFirst: strategy.policy.ack == .beforeApply, isProgram: strategy.command != nil,
                takesSingly: strategy.command?.broker == .webhook)
            var resetting = try await ResetPlan.make(on: control, showsOrder: footprints.rowOrderMatters)
            if traits.dependsOnPages || footprints.rowOrderMatters { resetting.renewsEvery = 1 }
            self.resetting = resetting
        } catch {
            // There is no template yet that could be closed.
            _ = try? await host.run("drop database if exists \(name) with (force)")
            await roles.drop(on: host)
            // The connection was lost because the watchdog had struck.
            if let strike = host.watchdog.takeStrike() {
                throw StrategyError(file: given.folder, message: strike.failure.reason)
            }
            throw error
        }
        do {
            try await studyRecords(
                settings, seed: seed, namesMessages: consumers.contains { !$0.keepsOneSlotPerRecord })
        } catch {
            await close()
            throw error
        }
    }

    /// Finds out which ids and values the tables take, and tries a few deliveries, which may have the id of a message.
    private func studyRecords(_ settings: UpstreamSettings, seed: UInt64, namesMessages: Bool) async throws {
        let scratch = try await cloneDatabase()
        do {
            let owner = try await host.open(server.schemaTarget(database: scratch))
            defer { owner.close() }
            var study = RecordStudy(
                strategy, settings: settings, tables: tables, idStyle: records.idStyle, connection: owner)
            try await study.run()
            records = study.source
            for index in tables.indices { tables[index].storedIDs = records.storedIDs[tables[index].slug] ?? [:] }
            let worker = try await host.openLive(server.workerTarget(database: scratch))
            defer { worker.close() }
            // What a program does with a delivery is seen where programs run.
            guard strategy.command == nil else { return await drop(scratch) }
            try await TrialDeliveries(
                strategy: strategy, destination: destination, source: records, tables: tables, seed: seed,
                namesMessages: namesMessages, watchdog: host.watchdog, session: worker, owner: owner
            ).run()
        } catch {
            await drop(scratch)
            if let strike = host.watchdog.takeStrike() {
                throw StrategyError(file: strategy.folder, message: strike.failure.reason)
            }
            throw error
        }
        await drop(scratch)
    }

    /// As on a cluster of ours, whatever the server's own databases are.
    static let text = "encoding 'UTF8' lc_collate 'C' lc_ctype 'C'"

    /// Sees that the tables are there from whose columns fields are taken: nothing else that is said would be to the point.
    private static func seeTables(of strategy: Strategy, on control: Connection) async throws {
        for route in strategy.routes where route.takesFieldsFromTable {
            do {
                _ = try await TableFacts.inspect(route.table, on: control)
            } catch let error as UnusableTable {
                throw StrategyError(file: strategy.folder, message: error.description)
            }
        }
    }

    private static func inspectTables(
        of strategy: Strategy, _ settings: UpstreamSettings, on control: Connection
    ) async throws -> [TableShape] {
        var shapes: [TableShape] = []
        for route in strategy.routes {
            do {
                shapes.append(
                    try await TableShape.inspect(
                        route, strategy: strategy, settings[route.collection.slug], on: control))
            } catch let error as UnusableTable {
                let file = strategy.destination == nil ? strategy.folder : strategy.name
                throw StrategyError(file: file, message: error.description)
            }
        }
        return shapes
    }

    /// Checks on the server that the strategy's scripts write no rows but their records'; those of one that does
    /// depend on everything.
    ///
    /// - Throws: `PostgresError`.
    func profileWrites() async throws {
        guard footprints.isLocal, try await !lookAtWrites().staysWithRecords else { return }
        footprints.isLocal = false
    }

    /// Whether statements come to rows at which they can pause.
    ///
    /// - Throws: `PostgresError`.
    func meetsPausePoints() async throws -> Bool { try await lookAtWrites().writesRows }

    /// What the strategy's scripts write, seen once on a database of its own.
    private func lookAtWrites() async throws -> WriteProfile.Finding {
        if let writes { return writes }
        let clone = try await cloneDatabase()
        let profile = WriteProfile(database: clone, host: host)
        let finding: Result<WriteProfile.Finding, any Error>
        do {
            finding = .success(try await profile.look(at: strategy, by: destination, of: records))
        } catch {
            finding = .failure(error)
        }
        await drop(clone)
        writes = try finding.get()
        return try finding.get()
    }

    /// Whether statements can be made to pause inside themselves here: their processes must be stopped for that.
    var canPause: Bool { server.isOwn }

    /// How many worlds the server can bear at once: one that is killed takes all its worlds with it, and on one that
    /// is not ours others need connections as well.
    var mostWorlds: Int { server.kill != nil ? 1 : server.isOwn ? .max : 3 }

    /// What ends statements that never end.
    var watchdog: Watchdog { host.watchdog }

    /// A world's own database, with the schema in it and no rows but the schema's own.
    ///
    /// - Parameter variant: What is built into its tables.
    func makeWorld(_ variant: WorldVariant = WorldVariant()) async throws -> WorldDatabase {
        let clone = try await cloneDatabase()
        var renewal: (() async throws -> Void)?
        if traits.mayChangeCatalogue { renewal = { [unowned self] in try await renew(clone) } }
        let world = try await WorldDatabase(
            name: clone, host: host, strategy: strategy, tables: tables,
            firstID: records.upstream(seed: 1, from: .one, isPlain: true).id(of: 0),
            // A statement that is stopped at a pause point leaves the pause point's lock to its session.
            resetting: traits.leavesSessionsClean && !variant.hasPausePoints ? resetting.withoutSessions : resetting,
            renewal: renewal, loop: loop)
        try await world.build(variant)
        return world
    }

    private func cloneDatabase() async throws -> String {
        clones += 1
        let clone = "\(name)_w\(clones)"
        try await host.run(copy(to: clone))
        live.insert(clone)
        return clone
    }

    private func copy(to clone: String) -> String {
        "create database \(clone)\(server.ownership) template \(name)\(copying)"
    }

    /// Puts a world's database back as the schema made it, whatever state it is in.
    private func renew(_ clone: String) async throws {
        // A session of its own: other worlds may be doing the same at this time.
        let session = try await host.open(server.maintenanceTarget())
        defer { session.close() }
        for statement in ["drop database \(clone) with (force)", copy(to: clone)] {
            _ = try await session.run(Statement(statement, prepares: false))
        }
    }

    /// How psql connects to a world's database.
    func connection(to world: WorldDatabase) -> String {
        server.schemaTarget(database: world.name).conninfo
    }

    /// Drops a world's database.
    func drop(_ world: WorldDatabase) async {
        world.close()
        await drop(world.name)
    }

    /// Drops everything that was made.
    func close() async {
        for name in live.sorted().reversed() { await drop(name) }
        await roles.drop(on: host)
    }

    private func drop(_ name: String) async {
        guard live.remove(name) != nil else { return }
        _ = try? await host.run("drop database if exists \(name) with (force)")
    }
}

extension StrategyTemplate {
    /// Whether its server has the time of its schedules.
    var hasItsTime: Bool { server.time != nil }

    /// Whether sessions draw numbers that they can be given a seed for, as far as its scripts and its schema tell.
    var drawsNumbers: Bool {
        chance.drawsNumbers || strategy.warnings.contains { $0.chance.map(RealTimeWatch.isSeeded) ?? false }
    }

    /// What in its schema may decide an outcome, and is not the schedule's.
    var decidingChance: [String] { chance.deciding.filter { !hasItsTime || !chance.timely.contains($0) } }

    /// What in its scripts and its schema runs on real time or real chance, as the end of a sentence about a difference;
    /// empty if nothing does. Where nothing is known to decide an outcome, what fills other columns is named.
    var chanceRemark: String {
        let scripts = strategy.warnings.filter { !hasItsTime || !$0.isOfTime }
            .compactMap { warning in warning.chance.map { "\(warning.place) uses \($0)" } }
        let deciding = scripts + decidingChance
        let clauses = deciding.isEmpty ? Array(chance.filling) : deciding
        guard !clauses.isEmpty else { return "" }
        return "; on real time or real chance runs what may decide it: " + clauses.joined(separator: ", ")
    }
}
