import Reports
import Scenarios

/// A cell that a built-in strategy expects to be violated: for `scripts/bench detect`.
struct KnownBadCell: Encodable {
    let strategy: String
    let scenario: String
    let consumer: String
    /// The property that must be violated; nil for any.
    let property: Property?
    /// How many schedules the cell is given.
    let schedules: Int

    /// All such cells of these strategies, of every built-in one if there are none.
    ///
    /// - Throws: ``Stop`` for a strategy that cannot be loaded.
    static func all(
        of names: [String], in scenarios: [Scenario], _ settings: VerificationSettings
    ) throws -> [KnownBadCell] {
        var cells: [KnownBadCell] = []
        for name in names.isEmpty ? BuiltInStrategies.names() : names {
            let loaded = try Strategies.load(name)
            for scenario in scenarios {
                for variant in scenario.variants(
                    for: loaded.expectations, besides: settings.consumer(for: loaded.strategy))
                {
                    let cell = CellResult.notRun(
                        strategy: loaded.strategy, scenario: variant, settings: settings, because: "")
                    guard let expected = loaded.expectations.expectation(for: cell), expected.verdict == .violated
                    else {
                        continue
                    }
                    cells.append(
                        KnownBadCell(
                            strategy: name, scenario: cell.scenario, consumer: cell.consumer,
                            property: expected.property, schedules: settings.schedules(for: variant)))
                }
            }
        }
        return cells
    }
}
