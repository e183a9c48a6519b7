import Foundation
import Postgres
import Scenarios

/// Looks at somebody's server before anything is made on it.
struct ServerProbe {
    let url: String
    let wait: Duration
    let loop: EventLoop

    /// - Throws: ``Stop``.
    func access() async throws -> ServerAccess {
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
        let version = try await check(connection)
        return .url(
            target, version: version, isSuperuser: connection.isSuperuser,
            runID: ServerAccess.runID(UInt64.random(in: 0...UInt64.max)))
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

    /// - Returns: The server's version.
    private func check(_ connection: Connection) async throws -> String {
        guard connection.serverVersion >= 130_000 else {
            throw Stop(.noServer, "the server is older than Postgres 13: use a newer one.")
        }
        let result: QueryResult
        do {
            result = try await connection.run(
                Statement(
                    """
                    select current_setting('server_version'), pg_backend_pid(), pg_is_in_recovery(), \
                    (select rolsuper or rolcreatedb from pg_roles where rolname = current_user), current_user
                    """, prepares: false))
        } catch let error as PostgresError {
            throw Stop(.noServer, Self.sentence(error))
        }
        let row = result.rows.first ?? []
        guard row.count == 5 else { throw Stop(.noServer, "the server gave no answer that makes sense.") }
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
        return row[0]?.split(separator: " ").first.map(String.init) ?? ""
    }

}
