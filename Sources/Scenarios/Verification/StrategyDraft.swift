import Postgres
public import Syncer

/// A strategy for a team's own table, as its catalogue suggests it.
public struct StrategyDraft: Sendable {
    /// What the catalogue suggests.
    package let guess: TableGuess
    /// The roles that the schema needs.
    package let roles: [String]
    /// The extensions that are done without.
    package let skippedExtensions: [String]

    /// The table.
    public var table: TableName { guess.table }
}

extension Verifier {
    /// Runs a schema in a scratch database, and looks at one of its tables.
    ///
    /// What the schema needs of roles and extensions is found out on the way.
    ///
    /// - Parameters:
    ///   - paths: Files of DDL, or folders of migrations, in the order in which they are run.
    ///   - table: The table that records go to.
    /// - Throws: `StrategyError` for what the server refuses of the schema; `PostgresError`.
    public func draft(schema paths: [String], table: TableName) async throws -> StrategyDraft {
        var schema = DraftSchema(paths: paths)
        while true {
            do {
                let guess = try await guess(schema, table)
                return StrategyDraft(guess: guess, roles: schema.roles, skippedExtensions: schema.skippedExtensions)
            } catch let error as StrategyError {
                guard let need = error.need, schema.take(need) else { throw error }
            }
        }
    }

    private func guess(_ schema: DraftSchema, _ table: TableName) async throws -> TableGuess {
        let statements = try schema.statements()
        return try await endingInHaste {
            try await ScratchDatabase.with(host, roles: schema.roles, of: schema.paths[0]) { database in
                let session = try await database.schemaSession()
                defer { session.close() }
                try await SchemaStatement.run(statements, on: session)
                let control = try await database.control()
                defer { control.close() }
                do {
                    return TableGuess(try await TableFacts.inspect(table, on: control))
                } catch let error as UnusableTable {
                    throw StrategyError(file: schema.paths.joined(separator: ", "), message: error.description)
                }
            }
        }
    }
}
