extension StrategySettings {
    /// Checks that there are batches where their failure is spoken of.
    ///
    /// - Throws: ``StrategyError``.
    func checkBatches(hasScript: Bool) throws(StrategyError) {
        guard let batchFailure, !hasScript else { return }
        throw batchFailure.node.keyError(
            "there is no batch.sql whose failure 'batch_failure' could be about",
            remedy: "write one, or leave the key out: without it each record is applied by itself")
    }
}
