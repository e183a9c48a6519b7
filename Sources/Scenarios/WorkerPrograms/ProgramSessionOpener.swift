import OrderedCollections
import Postgres
import PostgresWire

/// Opens sessions in a world's database for its programs.
struct ProgramSessionOpener {
    let database: WorldDatabase
    let seats: SessionSeats
    /// What the programs of this run know.
    let secret: String

    /// Opens a session as a client asks for it: with its settings, but such that it says when it waits.
    ///
    /// - Throws: `PostgresError`; `WireProblem` for what no client of a schedule can have.
    func open(_ startup: ClientStartup) async throws -> Connection {
        var startup = startup
        if let encoding = startup.settings.removeValue(forKey: "client_encoding"), !Self.isUTF8(encoding) {
            throw WireProblem(
                sqlState: "0A000", message: "converge passes on UTF-8 alone: leave client_encoding \(encoding) out")
        }
        var target = database.server.workerTarget(database: database.name)
        if let name = startup.settings.removeValue(forKey: "application_name") {
            target.parameters["application_name"] = name
        }
        // What is said last is what counts.
        let usual = target.parameters["options"] ?? ""
        target.parameters["options"] = "\(usual) \(startup.options(adding: ["client_min_messages": "log"]))"
        return try await database.host.open(target, for: .worker)
    }

    private static func isUTF8(_ encoding: String) -> Bool {
        ["utf8", "unicode"].contains(encoding.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    /// What a client shows to cancel what its connection does.
    func cancelSecret(of connection: Int) -> [UInt8] { Array("\(secret.prefix(24))\(connection)".utf8.suffix(4)) }
}

extension QueryResult {
    /// The end of a step as that of a statement.
    static func make(of result: StepResult) -> Result<QueryResult, PostgresError> {
        if let problem = result.problem {
            return .failure(
                PostgresError(
                    sqlState: SQLState(rawValue: problem.sqlState), message: problem.message,
                    connectionLost: problem.endsSession))
        }
        if case .lost = result.end { return .failure(.lostConnection) }
        return .success(QueryResult(tag: result.tags.last ?? ""))
    }
}

extension Notice {
    /// What the state machine has read.
    init(_ notice: WireNotice) {
        self.init(
            severity: notice.severity, sqlState: SQLState(rawValue: notice.sqlState), message: notice.message,
            detail: notice.detail, sourceFunction: notice.sourceFunction)
    }
}
