import FakeSequin
import Postgres
import Sequin

/// The strategy's table cannot hold what a scenario starts from.
struct CannotSetUp: Error, CustomStringConvertible {
    let description: String
}

extension WorldRun {
    /// Creates the records upstream, and gives each the row that a worker without versions has left.
    ///
    /// - Throws: ``CannotSetUp`` if the table takes no such row.
    func makeLegacyRows() async throws {
        for change in plan.changes.prefix(plan.earlyChanges) {
            let record = try upstream.apply(change)
            changesMade += 1
            checker.published(record)
            guard let table = database.tables.first(where: { $0.slug == record.collectionSlug }) else { continue }
            guard let version = table.versionIndex else {
                throw CannotSetUp(description: "\(table.table) stores no version, so no row can lack one")
            }
            var values = try await database.expected.values(of: record, in: table)
            values[version] = nil
            do {
                try await database.insert(values, into: table)
            } catch let error as PostgresError where !error.connectionLost {
                throw CannotSetUp(
                    description: "\(table.table) takes no row without a version: \(error.message)")
            }
        }
        mayHaveCommitted = true
    }

    /// Kills Postgres, and lets it recover.
    func killServer() async throws {}
}
