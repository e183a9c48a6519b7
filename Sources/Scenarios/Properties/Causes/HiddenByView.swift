extension Cause {
    /// A view does not show a row that was written.
    static let hiddenByView = Cause("hidden-by-view") { evidence in
        guard let table = evidence.table, !table.isTable, let attempt = evidence.newestApplied,
            evidence.difference == .missing || evidence.difference == .stale(isNull: true),
            let statement = attempt.statements.last(where: { ($0.rowsWritten ?? 0) > 0 }),
            !evidence.hasWritten(attempt)
        else { return nil }
        return
            "\(table.table) is a view, and shows no row of \(evidence.record ?? "it") though \(statement.name) wrote "
            + "(\(statement.tag ?? "")): look at its joins, which drop a row whose child or parent is missing, and at its "
            + "conditions"
    }
}
