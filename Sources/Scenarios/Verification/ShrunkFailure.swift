import FakeSequin

/// A failure that was reproduced on a fresh clone, and made as small as it gets.
struct ShrunkFailure: Sendable {
    var changes: [Change]
    var schedule: [Choice]
    var violation: Violation
    var steps: [Step]
    var isMinimal: Bool
    var candidates: Int
    /// What it does not depend on; nil where that was not tried.
    var generality: Generality?
}
