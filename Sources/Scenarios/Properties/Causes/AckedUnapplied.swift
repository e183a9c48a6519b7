extension Cause {
    /// The worker acknowledged a delivery before it had applied it.
    static let ackedUnapplied = Cause("acked-unapplied") { evidence in
        guard evidence.facts.acksFirst, evidence.violation.property == .ackedIsDurable || evidence.isBehind else {
            return nil
        }
        return "the ack goes out before anything is written, and what is lost in between never comes again: say "
            + "'ack: after-commit' in strategy.yml"
    }
}
