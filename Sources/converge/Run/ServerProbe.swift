import Foundation
import Postgres
import Scenarios

/// Looks at the user's server before anything is made on it.
struct ServerProbe {
    let url: String
    let wait: Duration
    let loop: EventLoop

    /// How long the server may take to say what it is.
    private static let patience = Duration.seconds(30)

    /// What a server is, beyond that it can be used.
    private struct Facts {
        var version: String
        var role: String
        var isolation: String
    }

    /// - Parameter onNote: Told what is odd about the server, and what follows from it.
    /// - Throws: ``Stop``.
    func access(onNote: (String) -> Void) async throws -> ServerAccess {
        let target: ConnectionTarget
        // libpq takes what follows the first @ for a host, and would print half a password.
        guard Self.atSigns(in: url) < 2 else {
            throw Stop(.usage, "the connection URL has several @: write those in user or password as %40.")
        }
        do {
            target = try ConnectionTarget(url: url, overriding: ["application_name": "converge"])
        } catch {
            throw Stop(.usage, "\(error.message): write it as postgresql://user:password@host:port/.")
        }
        let connection = try await connect(target.database("postgres"))
        defer { connection.close() }
        let facts = try await check(connection)
        for note in notes(on: facts, isSuperuser: connection.isSuperuser) { onNote(note) }
        return .url(
            target, version: facts.version, isSuperuser: connection.isSuperuser,
            runID: ServerAccess.runID(UInt64.random(in: 0...UInt64.max)))
    }

    private func notes(on facts: Facts, isSuperuser: Bool) -> [String] {
        var notes: [String] = []
        if isSuperuser {
            notes.append(
                "strategies run with the rights of \(facts.role), a superuser of that server: where you do not trust them, "
                    + "use a role that may only create databases.")
        } else {
            notes.append(
                "\(facts.role) is no superuser, so the server does not tell who waits for a lock: that is looked up, which "
                    + "is slower, and triggers fire when tables are emptied between runs.")
        }
        if facts.isolation != "read committed" {
            notes.append("transactions on that server are \(facts.isolation) by default, and strategies run so.")
        }
        return notes
    }

    private static func atSigns(in url: String) -> Int {
        guard let scheme = url.range(of: "://") else { return 0 }
        return url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }.count { $0 == "@" }
    }

    private func connect(_ target: ConnectionTarget) async throws -> Connection {
        let clock = ContinuousClock()
        let deadline = clock.now + wait
        while true {
            do {
                var attempt = target
                if attempt.parameters["connect_timeout"] == nil { attempt.parameters["connect_timeout"] = "10" }
                return try await Connection.open(attempt, on: loop)
            } catch let error as PostgresError {
                try Task.checkCancellation()
                let isStarting = error.sqlState == "57P03" || error.sqlState == .unableToConnect
                guard isStarting, clock.now < deadline else { throw Stop(.noServer, Self.sentence(error)) }
            }
            await loop.sleep(for: .milliseconds(200))
        }
    }

    private static func sentence(_ error: PostgresError) -> String {
        let remedy =
            switch error.sqlState.rawValue.prefix(2) {
            case "28": "check user and password in --database-url"
            case "3D": "the server needs a database 'postgres' to connect to"
            default: "start the server, correct --database-url, or give it time with --wait 30s"
            }
        var message = error.message
        while message.last == "." { message.removeLast() }
        return "no usable Postgres: \(message): \(remedy)."
    }

    private func check(_ connection: Connection) async throws -> Facts {
        guard connection.serverVersion >= 130_000 else {
            throw Stop(.noServer, "the server is older than Postgres 13: use a newer one.")
        }
        let result: QueryResult
        do {
            // The limits that a role has are for its usual work.
            _ = try await connection.run(Statement("set statement_timeout = 0", prepares: false), within: Self.patience)
            result = try await connection.run(
                Statement(
                    """
                    select current_setting('server_version'), pg_backend_pid(), pg_is_in_recovery(), \
                    (select rolsuper or rolcreatedb from pg_roles where rolname = current_user), current_user, \
                    current_setting('default_transaction_isolation')
                    """, prepares: false), within: Self.patience)
        } catch let error as PostgresError {
            throw Stop(.noServer, Self.sentence(error))
        }
        let row = result.rows.first ?? []
        guard row.count == 6 else { throw Stop(.noServer, "the server gave no answer that makes sense.") }
        guard row[1] == "\(connection.backendPID)" else {
            throw Stop(
                .noServer,
                "a pooler stands before the server, and would share sessions among workers: name the server itself.")
        }
        guard row[2] == "f" else {
            throw Stop(.noServer, "the server is a standby, and takes no writes: name its primary.")
        }
        guard row[3] == "t" else {
            throw Stop(
                .noServer,
                "the role \(row[4] ?? "") may not create databases: run 'alter role … createdb' or use another role.")
        }
        return Facts(
            version: row[0]?.split(separator: " ").first.map(String.init) ?? "", role: row[4] ?? "",
            isolation: row[5] ?? "")
    }
}
