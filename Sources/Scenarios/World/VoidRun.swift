/// A run that came to no verdict, as far as it came.
struct VoidRun: Error {
    /// What happened until then. Its history ends with the step that did not end, if it came about in one.
    var outcome: RunOutcome
    /// Whether it came about in a step, and not in the look at the end.
    var isInStep: Bool
    /// Whether it is a statement that had to be ended.
    var isEndless: Bool
    /// Whether it is a check of the strategy's own that Postgres refused to answer.
    var isOfCheck = false
    /// Whether it is a program that does not come to rest, or wants what no schedule can decide.
    var isOfProgram = false
    /// Why.
    var failure: EnvironmentFailure
}
