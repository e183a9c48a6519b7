import Postgres
import Syncer

/// The roles that a strategy's schema grants to. They belong to the whole server: so on a cluster of ours they are made
/// for one strategy and dropped after it, and on a server of the user's they have to be there.
struct StrategyRoles {
    private var made: [String] = []

    /// Makes the roles of a strategy that are missing, without a right to log in.
    ///
    /// - Throws: `StrategyError` for one that is missing on a server that is not ours; `PostgresError`.
    mutating func make(for strategy: Strategy, on host: ServerHost) async throws {
        try await make(strategy.roles, of: "\(strategy.folder)/strategy.yml", on: host)
    }

    /// Makes roles that are missing.
    ///
    /// - Parameter file: What names them, for errors.
    mutating func make(_ roles: [String], of file: String, on host: ServerHost) async throws {
        for role in roles {
            let name = Connection.quoteIdentifier(role)
            let known = try await host.run("select 1 from pg_roles where rolname = \(Connection.quoteLiteral(role))")
            guard known.rows.isEmpty else { continue }
            guard host.access.isOwn else {
                throw StrategyError(
                    file: file,
                    message:
                        "there is no role '\(role)' on that server, and roles are made on a throwaway cluster alone",
                    remedy: "create it there ('create role \(name) nologin'), or leave --database-url out")
            }
            try await host.run("create role \(name) nologin")
            made.append(role)
        }
    }

    /// Drops what was made, once no database is left that mentions it.
    mutating func drop(on host: ServerHost) async {
        for role in made { _ = try? await host.run("drop role if exists \(Connection.quoteIdentifier(role))") }
        made = []
    }
}
