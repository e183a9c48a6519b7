import Postgres
import Syncer

/// A database that lasts for one question.
struct ScratchDatabase {
    private let name: String
    private let host: ServerHost

    /// Makes one, with roles for it, and drops both at the end.
    ///
    /// - Parameter folder: What a missing role is said to be missing for.
    static func with<T>(
        _ host: ServerHost, roles wanted: [String], of folder: String,
        _ body: (ScratchDatabase) async throws -> T
    ) async throws -> T {
        let database = ScratchDatabase(name: "converge_\(host.access.runID)_draft", host: host)
        var roles = StrategyRoles()
        let result: Result<T, any Error>
        do {
            try await roles.make(wanted, of: folder, on: host)
            try await host.resetWorkerRole()
            try await host.run(
                "create database \(database.name)\(host.access.ownership) template template0 \(StrategyTemplate.text)")
            result = .success(try await body(database))
        } catch {
            result = .failure(error)
        }
        _ = try? await host.run("drop database if exists \(database.name) with (force)")
        await roles.drop(on: host)
        if case .failure = result, let strike = host.watchdog.takeStrike() {
            throw StrategyError(file: folder, message: strike.failure.reason)
        }
        return try result.get()
    }

    /// A session as the owner of everything in it.
    func schemaSession() async throws -> LiveSession {
        try await host.openLive(host.access.schemaTarget(database: name))
    }

    /// A session of the harness's own.
    func control() async throws -> Connection {
        try await host.open(host.access.controlTarget(database: name))
    }
}
