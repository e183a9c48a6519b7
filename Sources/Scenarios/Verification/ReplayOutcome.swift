/// What came of running a failure file.
public struct ReplayOutcome: Sendable {
    /// The violation; nil if there was none.
    public var violation: Violation?
    /// Why it came to no verdict; nil if it came to one.
    public var doubt: Doubt?
    /// The history.
    public var steps: [Step]
    /// The choice, from 1, that could not be followed; nil if all could.
    public var obstacle: Int?
    /// The choice that could not be followed.
    public var obstacleChoice: Choice?
    /// Whether the history is the recorded one, to the letter.
    public var isIdentical: Bool
    /// Whether the strategy's files are others than those that failed.
    public var hasChanged = false
    /// What a search of the same workload came to, where the choices fit the changed scripts no more.
    public var search: CellOutcome?

    init(_ outcome: RunOutcome, of file: FailureFile) {
        violation = outcome.violation
        steps = outcome.steps
        if outcome.isAbandoned {
            obstacle = outcome.schedule.count + 1
            obstacleChoice = file.choices[outcome.schedule.count]
        }
        // The sentence is for people: a token leaves it out.
        let isSame = file.violation.map { outcome.violation?.isSame(as: $0) == true } ?? (outcome.violation == nil)
        isIdentical = isSame && outcome.steps.fingerprint == file.history
    }

    init(_ run: VoidRun, of file: FailureFile) {
        let doubt = Doubt(run)
        self.doubt = doubt
        steps = run.outcome.steps
        isIdentical = file.doubt.map(doubt.isSame) == true && steps.fingerprint == file.history
    }
}
