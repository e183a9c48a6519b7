public import FakeSequin
import OrderedCollections
public import Syncer

extension Catalogue {
    /// Whether a scenario is judged with this consumer unless another is asked for.
    static func isUsual(_ consumer: String, for scenario: String) -> Bool {
        consumer == (Catalogue.scenario(named: scenario)?.setup.consumer ?? .fenced).rawValue
    }
}

extension Scenario {
    /// The scenario as `matrix` runs it: with the consumer that is asked for, and with each that a strategy's `expect`
    /// names for it.
    ///
    /// - Parameters:
    ///   - strategy: Whose `expect` it is.
    ///   - consumer: The consumer that is asked for.
    public func variants(for strategy: Strategy, besides consumer: ConsumerKind) -> [Scenario] {
        let usual = setup.consumer ?? consumer
        let named = (strategy.expect[name] ?? []).compactMap(\.consumer).compactMap(ConsumerKind.init)
        return [self]
            + named.filter { $0 != usual && setup.consumer == nil }.map { kind in
                var variant = self
                variant.setup.consumer = kind
                return variant
            }
    }
}

extension Strategy {
    /// What `expect` says of a scenario with a consumer. What it says without naming one is meant for the usual one.
    func expectation(in scenario: String, with consumer: String) -> Expectation? {
        if let named = expectation(for: scenario, consumer: consumer) { return named }
        return Catalogue.isUsual(consumer, for: scenario) ? expectation(for: scenario, consumer: nil) : nil
    }

    /// What `expect` says of a cell.
    func expectation(for result: CellResult) -> Expectation? {
        expectation(in: result.scenario, with: result.consumer)
    }
}

extension CellResult {
    /// The scenario, and the consumer unless it is the usual one: what heads a column of the matrix.
    var column: String {
        Catalogue.isUsual(consumer, for: scenario) ? scenario : "\(scenario) (\(consumer))"
    }
}
