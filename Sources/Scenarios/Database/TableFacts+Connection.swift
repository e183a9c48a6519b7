import Postgres
import Syncer

extension TableFacts {
    /// Asks the catalogue about a table.
    ///
    /// - Throws: ``UnusableTable`` if there is none; `PostgresError`.
    static func inspect(_ table: TableName, on connection: Connection) async throws -> TableFacts {
        guard let facts = try await read(table, by: { try await connection.run($0) }) else {
            throw UnusableTable(description: try await MissingTable.words(for: table, on: connection))
        }
        return facts
    }
}
