import Syncer

extension Strategy {
    /// The statements of its scripts, as they are written; none of Swift code's, which cannot be seen.
    var statementTexts: [String] { [session, upsert, delete, batch].compactMap { $0 }.flatMap(\.statementTexts) }

    /// Whether what they write depends on what the consumer has handed out before.
    var countsDeliveries: Bool { [upsert, delete, batch].compactMap { $0 }.contains(where: \.countsDeliveries) }

    /// What each of them may do.
    var statementReaches: [StatementReach] { statementTexts.map(StatementReach.init) }

    /// Whether its scripts, or the functions of its schema, may change more of their database than rows.
    func mayChangeCatalogue(with schema: StepFootprints.Schema) -> Bool {
        statementReaches.contains(where: \.mayChangeCatalogue)
            || schema.functions.contains(where: \.mayChangeCatalogue)
    }
}
