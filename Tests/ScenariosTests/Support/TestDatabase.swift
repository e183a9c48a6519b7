import Postgres

@testable import Scenarios

extension TestServer {
    /// Runs `body` with the name of a new database with these tables in it, named as those of the server's run are.
    func withDatabase<T>(_ name: String, schema: String, _ body: (String) async throws -> T) async throws -> T {
        let database = "converge_\(try access.runID)_\(name)"
        let maintenance = try await Connection.open(access.maintenanceTarget(), on: loop)
        defer { maintenance.close() }
        _ = try await maintenance.run(
            Statement("create database \(database)\(access.ownership)", prepares: false))
        let result: Result<T, any Error>
        do {
            let owner = try await Connection.open(access.schemaTarget(database: database), on: loop)
            defer { owner.close() }
            for statement in schema.split(separator: ";") {
                _ = try await owner.run(Statement(String(statement), prepares: false))
            }
            result = .success(try await body(database))
        } catch {
            result = .failure(error)
        }
        _ = try await maintenance.run(Statement("drop database \(database) with (force)", prepares: false))
        return try result.get()
    }
}

extension Connection {
    /// Waits for the end of the statement that was sent, whatever the server says meanwhile.
    func end() async throws -> QueryResult {
        while true {
            if case .finished(let result) = await nextEvent() { return try result.get() }
        }
    }
}
