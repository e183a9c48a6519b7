import Postgres
import Sequin
import Syncer

/// What a table should show for a record: the variables' text, cast by Postgres to the columns' types.
final class ExpectedRows {
    private let strategy: Strategy
    private var control: Connection
    private var known: [Record: [String?]] = [:]

    init(strategy: Strategy, control: Connection) {
        self.strategy = strategy
        self.control = control
    }

    /// Asks over another session from now on.
    func use(_ control: Connection) { self.control = control }

    /// The values of a table's columns for a record.
    ///
    /// - Throws: ``PostgresError`` when a value does not fit its column.
    func values(of record: Record, in table: TableShape) async throws -> [String?] {
        if let values = known[record] { return values }
        let expressions = table.columns.map { column in
            guard let text = strategy.text(of: column.field, in: record) else { return "null" }
            return TableShape.expectation(text, in: column)
        }
        let answer = try await control.run(
            Statement("select \(expressions.joined(separator: ", "))", prepares: false))
        let values = answer.rows.first ?? []
        // A bound on everything: workloads are small and few, so this is never reached in practice.
        if known.count > 10_000 { known = [:] }
        known[record] = values
        return values
    }
}
