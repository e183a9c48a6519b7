import Scenarios

extension CellResult {
    /// The scenario, and the consumer unless it is the usual one: what heads a column of the matrix.
    var column: String {
        Catalogue.isUsual(consumer, for: scenario) ? scenario : "\(scenario) (\(consumer))"
    }
}
