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

    /// The gates inside statements; nil in a database without.
    private(set) var gates: Gates?

    private let server: ServerAccess
    private var control: Connection
    private var logWriter: Int32?
    private let resetting: ResetPlan
    private var backends: [Int: Backend] = [:]

    init(
        name: String, server: ServerAccess, strategy: Strategy, tables: [TableShape], resetting: ResetPlan,
        loop: EventLoop
    ) async throws {
        self.name = name
        self.server = server
        self.tables = tables
        self.resetting = resetting
        self.loop = loop
        stopsBackends = server.isOwn
        control = try await Connection.open(server.controlTarget(database: name), on: loop)
        expected = ExpectedRows(strategy: strategy, control: control)
    }

    // MARK: Crashes

    /// Kills the server, waits until it has recovered, and connects again; workers' sessions are lost.
    func killServer() async throws {
        try await server.kill?()
        control.close()
        control = try await Connection.open(server.controlTarget(database: name), on: loop)
        expected.use(control)
        for backend in backends.values { backend.connection.close() }
        backends = [:]
        logWriter = nil
        try await holdLog()
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

    /// Makes the tables refuse the first record.
    func installPoison() async throws {
        let id = Upstream(UpstreamOptions(idStyle: idStyle)).id(of: 0)
        for table in tables {
            for statement in Poison.statements(for: table, id: id) {
                _ = try await control.run(Statement(statement, prepares: false))
            }
        }
    }

    /// Puts a row into a table, past everything that could object.
    func insert(_ values: [String?], into table: TableShape) async throws {
        statements += 1
        let names = table.columns.map { Connection.quoteIdentifier($0.name) }
        let literals = zip(table.columns, values).map { column, value in
            value.map { "\(Connection.quoteLiteral($0))::\(column.type)" } ?? "null"
        }
        _ = try await control.run(
            Statement(
                "insert into \(table.quoted) (\(names.joined(separator: ", "))) "
                    + "values (\(literals.joined(separator: ", ")))", prepares: false))
    }

    /// Puts gates on all tables.
    func installGates() async throws {
        let gatekeeper = try await Connection.open(server.gatekeeperTarget(database: name), on: loop)
        gates = try await Gates(tables: tables, control: control, gatekeeper: gatekeeper)
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
        let backend = Backend(connection)
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
        statements += 1
        let result = try await control.run(Self.waiting)
        return Set(result.rows.compactMap { $0[0].flatMap(Int32.init) })
    }

    /// What a session's process waits for.
    enum Wait {
        case none, atGate, forLock
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
        return row[0] == "t" && gates?.isClosed(for: pid) == true ? .atGate : .forLock
    }

    private static let waiting = Statement("select distinct pid from pg_locks where not granted")

    private static func isConnected(_ pid: Int32) -> Statement {
        Statement("select 1 from pg_stat_activity where pid = $1", parameters: [String(pid)])
    }

    // MARK: Content

    /// Empties the tables and readies the sessions of the workers' columns, from 1, for the next run.
    ///
    /// All sessions work at it at once. What is sent is the same for every run, so that counts do not tell which
    /// world a run was given to.
    func reset(workers: Int) async throws {
        var sessions: [Connection] = []
        for number in 1...workers { sessions.append(try await backend(number).connection) }
        try await gates?.openAll()
        for session in sessions { try session.sendPipeline(resetting.session) }
        try control.sendPipeline(resetting.control)
        for session in sessions { try await Self.finish(resetting.session.count, on: session) }
        try await Self.finish(resetting.control.count, on: control)
        statements += sessions.count * resetting.session.count + resetting.control.count
        contentFingerprint = nil
        if watchesContent { try await watchContent() }
    }

    /// Waits for the statements of a pipeline.
    private static func finish(_ count: Int, on connection: Connection) async throws {
        var left = count
        while left > 0 {
            guard case .finished(let result) = await connection.nextEvent() else { continue }
            _ = try result.get()
            left -= 1
        }
    }

    /// Leaves a session's transaction, if it is in one.
    func leaveTransaction(of backend: Backend) async {
        switch backend.connection.transactionStatus {
        case .idle, .lost: return
        case .inTransaction, .failed:
            statements += 1
            _ = try? await backend.connection.run(Statement("rollback"))
        }
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
        gates?.end()
        control.close()
    }
}
