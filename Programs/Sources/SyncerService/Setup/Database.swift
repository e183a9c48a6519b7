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

    /// Connects, again and again for so long where nobody answers yet.
    static func connect(_ target: ConnectionTarget, wait: Duration, on loop: EventLoop) async throws -> LiveSession {
        let end = ContinuousClock.now + wait
        while true {
            do {
                return try await LiveSession(target, on: loop)
            } catch let error as PostgresError {
                let isStarting = error.sqlState == "57P03" || error.sqlState == .unableToConnect
                guard isStarting, ContinuousClock.now < end, !Task.isCancelled else {
                    throw SetupError(69, sentence(error))
                }
            }
            await loop.sleep(for: .milliseconds(200))
        }
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
