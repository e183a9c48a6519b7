extension Property {
    /// The strategy's own queries return no row.
    public static let customChecks = Property(
        "custom-checks", summary: "the strategy's own queries, checks/*.sql, return no row", word: "checks",
        letter: "K", check: CustomChecks()
    )
}

/// What a strategy's author asks for: each query must return no row, some after each step, all at rest.
private struct CustomChecks: PropertyCheck {
    /// How many rows are shown.
    private static let shown = 3

    func finding(after step: StepEvidence) -> Finding? {
        step.answers.lazy.compactMap { answer in answer.rows.flatMap { finding(answer.file, $0) } }.first
    }

    func finding(atRest rest: RestEvidence) async throws -> Finding? {
        for answer in try await rest.answers() {
            guard let rows = answer.rows else {
                return Finding(because: "a lock that is never released keeps \(answer.file) from being answered")
            }
            if let finding = finding(answer.file, rows) { return finding }
        }
        return nil
    }

    private func finding(_ file: String, _ rows: [String]) -> Finding? {
        guard !rows.isEmpty else { return nil }
        // In an order of their own: a query need not have one, and the sentence must be the same in every run.
        var because = "\(file) returns \(rows.count.counted("row")): "
        because += rows.sorted().prefix(Self.shown).joined(separator: "; ")
        if rows.count > Self.shown { because += "; and \(rows.count - Self.shown) more" }
        return Finding(because: because)
    }
}
