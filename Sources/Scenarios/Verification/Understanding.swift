import FakeSequin
import Sequin
public import Syncer

/// What has been understood of a strategy: of its table, of the records that are made for it, of what is looked at.
public struct Understanding: Sendable {
    /// A table that records go to.
    package struct Table: Sendable {
        package var name: String
        /// Whether it is a table, not a view.
        package var isTable: Bool
        package var key: Column
        package var version: Column?
        package var deleted: String?
        /// The fields that records have, each with its type as `fields:` writes it.
        package var fields: [(name: String, type: String)]
        /// Columns that are looked at, besides the three above.
        package var compared: [Column]
        /// Columns that are the table's own business.
        package var others: [String]
        /// What might hold what was not found.
        package var guess: TableGuess
    }

    /// A column, with examples of its values.
    package struct Column: Sendable {
        package var name: String
        package var type: String
        package var field: String
        package var examples: [String?]
    }

    /// The strategy.
    public let strategy: Strategy
    package let tables: [Table]
    /// Whether its statements can pause inside themselves; nil on a server where none can.
    package let pauses: Bool?
    /// What its author should know.
    package let warnings: [String]
    /// What came of a few deliveries in order.
    public let trial: CellResult
    /// The scenarios that do not exist for it, with the reason.
    package let skipped: [(scenario: String, because: String)]
}

extension Verifier {
    /// Makes a strategy's database, looks at its tables, and tries a few deliveries.
    ///
    /// - Throws: `StrategyError` for what the server refuses; `PostgresError`, ``EnvironmentFailure``.
    public func understand(_ strategy: Strategy) async throws -> Understanding {
        try await endingInHaste {
            let scenario = Catalogue.inOrder
            return try await withTemplate(strategy, under: settings.consumers(of: [scenario], for: strategy), on: host)
            { template in
                let bounds = try settings.bounds(for: scenario)
                let runner = CellRunner(template: template, settings: settings)
                let plan = try await runner.makePlan(scenario, bounds, comparingStates: false)
                let tables = template.understoodTables(records: plan.exampleRecords())
                let cell = try await runner.run(scenario, bounds: bounds, deadline: settings.deadline)
                if cell.isInterrupted { throw CancellationError() }
                if cell.environmentFailed { throw EnvironmentFailure(reason: cell.result.because ?? "") }
                let pauses = template.canPause ? try await template.meetsPausePoints() : nil
                return Understanding(
                    strategy: strategy, tables: tables, pauses: pauses, warnings: template.warnings, trial: cell.result,
                    skipped: try Catalogue.scenarios.compactMap { scenario in
                        let plan = WorldPlan(
                            template: template, scenario: scenario, bounds: try settings.bounds(for: scenario),
                            consumer: settings.consumer(for: template.strategy), seed: settings.seed)
                        return plan.impossibility.map { (scenario.name, $0) }
                    })
            }
        }
    }
}

extension WorldPlan {
    /// Every version of the records that its changes make.
    fileprivate func exampleRecords() -> [Record] {
        var upstream = makeUpstream()
        for change in changes { _ = try? upstream.apply(change) }
        return upstream.history
    }
}

extension StrategyTemplate {
    /// The strategy's warnings, with those that trying its statements and looking at its schema has brought.
    fileprivate var warnings: [String] {
        let tried = (destination as? ScriptDestination)?.warnings ?? []
        let scripts = strategy.warnings + tried.filter { !strategy.warnings.contains($0) }
        return scripts.map(\.description)
            + decidingChance.map { "\($0): real time or real chance, so schedules may not replay" }
    }

    fileprivate func understoodTables(records: [Record]) -> [Understanding.Table] {
        var understood: [Understanding.Table] = []
        for (route, shape) in zip(strategy.routes, tables) {
            let own = records.filter { $0.collectionSlug == shape.slug }
            func column(_ column: TableShape.Column) -> Understanding.Column {
                var examples: [String?] = []
                for value in own.map({ strategy.text(of: column.field, in: $0) }) where !examples.contains(value) {
                    examples.append(value)
                }
                return Understanding.Column(
                    name: column.name, type: column.type, field: column.field, examples: examples)
            }
            guard let facts = shape.facts else { continue }
            let guess = TableGuess(facts)
            let special =
                [shape.columns[0].name]
                + [shape.versionIndex, shape.deletedIndex].compactMap { $0.map { shape.columns[$0].name } }
            let known = shape.columns.map(\.name)
            understood.append(
                Understanding.Table(
                    name: shape.table, isTable: shape.isTable, key: column(shape.columns[0]),
                    version: shape.versionIndex.map { column(shape.columns[$0]) },
                    deleted: shape.deletedIndex.map { shape.columns[$0].name },
                    fields: route.collection.fields.map { ($0.name, $0.type.rawValue + ($0.isNullable ? "?" : "")) },
                    compared: shape.columns.filter { !special.contains($0.name) }.map(column),
                    others: guess.columns.map(\.name).filter { !known.contains($0) }, guess: guess))
        }
        return understood
    }
}
