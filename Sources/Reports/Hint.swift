import Scenarios

extension FailureReport {
    /// What to try, given where it failed.
    var whatToTry: String { file.violation.property.advice(steps) }
}
