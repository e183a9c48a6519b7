import FakeSequin
import Postgres
import Sequin
import Simulation

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
            checker.published(record, number: change.record)
            guard let table = database.tables.first(where: { $0.slug == record.collectionSlug }) else { continue }
            guard let version = table.versionIndex else {
                throw CannotSetUp(description: "\(table.table) stores no version, so no row can lack one")
            }
            guard table.isTable else {
                throw CannotSetUp(description: "\(table.table) is no table, so no row can be put there from before")
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
    ///
    /// Every session is gone. What a worker has been answered it keeps; what it still waits for is lost.
    func killServer() async throws {
        hazards.happened(.serverKill)
        let calls = lanes.compactMap(\.session.backend.call)
        for lane in lanes {
            lane.session.isLost = true
            lane.session.backend.call = nil
            lane.session.backend.state = .idle
        }
        orphans = []
        blockedCount = 0
        try await database.killServer()
        note(.serverKilled, by: nil)
        checker.serverCrashed(step: stepNumber)
        for call in calls { board.answer(call, with: .failure(Self.lostConnection)) }
        executor.drain()
        mayHaveCommitted = true
    }

    /// What a worker sees of a connection that is gone.
    static let lostConnection = PostgresError(
        sqlState: .connectionFailure, message: "server closed the connection unexpectedly", connectionLost: true)
}
