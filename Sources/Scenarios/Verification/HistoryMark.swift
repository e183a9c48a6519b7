/// What a history is told for, and at which of its steps that shows.
package struct HistoryMark: Hashable, Sendable {
    /// The number of the step, from 1.
    package var step: Int
    /// What it is, in a few words.
    package var title: String
    /// Why, in a sentence.
    package var because: String
    /// Whether it is a violation, and not a doubt.
    package var isViolation: Bool
    /// The name of the consumer that was imitated, where it is known.
    package var consumer: String?

    /// Marks a violation.
    package init(_ violation: Violation) {
        (step, title, because) = (violation.step, violation.property.rawValue, violation.because)
        isViolation = true
    }

    /// Marks where a schedule came to no verdict.
    package init(_ doubt: Doubt) {
        (step, title, because) = (doubt.step, doubt.headline, doubt.because)
        isViolation = false
    }
}
