import OrderedCollections
import Postgres
import Syncer

/// Asks the server which values a column takes: its type, its length, its domain and its checks decide, as they do for
/// an insert.
struct ColumnProbe {
    /// A value that a column takes, and what is stored for it.
    typealias Taken = (value: String, stored: String)

    let column: ColumnFacts
    let connection: Connection

    /// Those of the values that the column takes, each with what is stored for it.
    ///
    /// - Throws: `PostgresError` where the server cannot be asked.
    func taken(_ values: [String]) async throws -> [Taken] {
        guard !values.isEmpty else { return [] }
        let name = Connection.quoteIdentifier(column.name)
        let parts = ["\(name) \(column.type)"] + column.checks
        try await run("create temp table converge_probe (\(parts.joined(separator: ", ")))")
        // The usual case: it takes all of them.
        var taken = try await insert(values, name)
        if taken == nil {
            taken = []
            for value in values { taken? += try await insert([value], name) ?? [] }
        }
        try await run("drop table converge_probe")
        return taken ?? []
    }

    private func insert(_ values: [String], _ name: String) async throws -> [Taken]? {
        let rows = values.map { "(\(Connection.quoteLiteral($0)))" }.joined(separator: ", ")
        do {
            let stored = try await run(
                "insert into converge_probe values \(rows) returning (\(name))::text")
            return zip(values, stored.rows).map { ($0, $1[0] ?? "") }
        } catch let error as PostgresError where !error.connectionLost {
            return nil
        }
    }

    @discardableResult
    private func run(_ sql: String) async throws -> QueryResult {
        try await connection.run(Statement(sql, prepares: false))
    }
}

extension [ColumnProbe.Taken] {
    /// The first of those that are stored alike.
    var unlike: [Element] {
        var stored: Set<String> = []
        return filter { stored.insert($0.stored).inserted }
    }
}
