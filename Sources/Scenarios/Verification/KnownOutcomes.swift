/// What became of the known failures of a cell.
public struct KnownOutcomes: Sendable {
    /// Each, with what became of it.
    public private(set) var states: [(path: String, state: KnownFailure.State)] = []
    /// The first that still fails, as it fails now.
    private(set) var failing: (path: String, report: FailureReport)?
    /// The first that came to no verdict.
    private(set) var doubtful: (path: String, report: FailureReport)?

    mutating func add(_ known: KnownFailure, _ outcome: ReplayOutcome, of plan: WorldPlan) {
        var plan = plan
        plan.changes = known.file.changes
        if let doubt = outcome.doubt {
            states.append((known.path, .saysNothing))
            if doubtful == nil {
                doubtful = (
                    known.path, FailureReport(plan: plan, known.file.choices, doubt: doubt, steps: outcome.steps)
                )
            }
            return
        }
        guard let violation = outcome.violation else {
            return states.append((known.path, outcome.obstacle == nil ? .noLongerFails : .cannotBeFollowed))
        }
        states.append((known.path, .stillFails))
        guard failing == nil else { return }
        let shrunk = ShrunkFailure(
            changes: known.file.changes, schedule: known.file.choices, violation: violation, steps: outcome.steps,
            isMinimal: false, candidates: 0)
        failing = (known.path, FailureReport(plan: plan, shrunk: shrunk))
    }
}
