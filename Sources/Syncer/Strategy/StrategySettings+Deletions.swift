extension StrategySettings {
    /// What becomes of a deleted record's row, whether there is a delete.sql or not.
    ///
    /// - Throws: ``StrategyError`` where records are said never to be deleted, and something is there for deletions.
    func deletes(hasScript: Bool) throws(StrategyError) -> Deletes {
        guard let deletes else { return hasScript ? .hard : .soft }
        guard deletes.value == .never else { return deletes.value }
        if hasScript {
            throw deletes.node.error(
                "with 'deletes: never' delete.sql would never run", remedy: "remove the one or the other")
        }
        if let deletion {
            throw deletion.node.keyError(
                "with 'deletes: never' there are no deletions whose payload 'deletion' could describe",
                remedy: "remove the one or the other")
        }
        return .never
    }
}
