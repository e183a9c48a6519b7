import Postgres

/// The database as a syncer connects to it.
enum Database {
    /// Reads a URL. To a server elsewhere the connection is encrypted unless the URL says otherwise.
    static func target(_ url: String) throws(SetupError) -> ConnectionTarget {
        // libpq takes what follows the first @ for a host, and would print half a password.
        if let scheme = url.firstRange(of: "://") {
            let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
            guard authority.count(where: { $0 == "@" }) < 2 else {
                throw SetupError(64, "the database URL has several @: write those in user or password as %40")
            }
        }
        let target: ConnectionTarget
        do {
            target = try ConnectionTarget(url: url, overriding: ["application_name": "syncer"])
        } catch {
            throw SetupError(64, "\(error.message): write it as postgresql://user:password@host:port/database")
        }
        return encrypted(target)
    }

    private static func encrypted(_ target: ConnectionTarget) -> ConnectionTarget {
        guard target.isRemote, !target.names("sslmode") else { return target }
        var target = target
        target.parameters["sslmode"] = "require"
        return target
    }

    /// Connects and runs `body`, again and again for so long where the server does not answer yet or goes away.
    static func withSession<T: Sendable>(
        _ target: ConnectionTarget, wait: Duration, on loop: EventLoop,
        _ body: (LiveSession) async throws -> T
    ) async throws -> T {
        let end = ContinuousClock.now + wait
        while true {
            do {
                let session = try await LiveSession(target, on: loop)
                defer { session.close() }
                return try await body(session)
            } catch let error as PostgresError {
                guard isAway(error), ContinuousClock.now < end, !Task.isCancelled else {
                    throw SetupError(69, sentence(error))
                }
            }
            await loop.sleep(for: .milliseconds(200))
        }
    }

    /// Whether the server starts, stops, has crashed or cannot be reached.
    private static func isAway(_ error: PostgresError) -> Bool {
        error.connectionLost || error.sqlState == .unableToConnect || error.sqlState.rawValue.hasPrefix("57P")
    }

    private static func sentence(_ error: PostgresError) -> String {
        let remedy =
            switch error.sqlState.rawValue.prefix(2) {
            case "28": "check user and password in the database URL"
            case "3D": "create the database, or correct the database URL"
            default: "start the server, correct the database URL, or give it time with --wait 30"
            }
        var message = error.message
        while message.last == "." { message.removeLast() }
        return "no usable Postgres: \(message): \(remedy)"
    }
}
