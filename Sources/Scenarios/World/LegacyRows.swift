import Postgres
import Sequin

/// Rows from before versions were stored.
struct LegacyRows {
    let world: World

    /// Creates the records upstream, and gives each the row that a worker without versions has left.
    ///
    /// - Throws: ``CannotSetUp`` if the table takes no such row.
    func make() async throws {
        let database = world.database
        for change in world.plan.changes.prefix(world.plan.earlyChanges) {
            let record = try world.makeEarly(change)
            guard let table = database.tables.first(where: { $0.slug == record.collectionSlug }),
                let version = table.versionIndex
            else { continue }
            var values = try await database.expected.values(of: record, in: table)
            values[version] = nil
            do {
                try await database.insert(values, into: table)
            } catch let error as PostgresError where !error.connectionLost {
                throw CannotSetUp(
                    description: "\(table.table) takes no row without a version: \(error.message)")
            }
        }
        world.checkers.rowsMayHaveChanged()
    }
}
