/// What `replay` concludes and prints.
public struct ReplayReport: Sendable {
    /// What came of a replay.
    public enum Conclusion: Hashable, Sendable {
        /// It fails again, as recorded.
        case failsAgain
        /// It fails, but not as recorded.
        case failsOtherwise
        /// It no longer fails.
        case holds
        /// A choice could not be made.
        case obstructed
    }

    /// What came of it.
    public let conclusion: Conclusion
    private let outcome: ReplayOutcome
    private let file: FailureFile
    private let path: String
    private let name: String

    /// Draws the conclusion.
    public init(_ outcome: ReplayOutcome, of file: FailureFile, path: String, name: String) {
        self.outcome = outcome
        self.file = file
        self.path = path
        self.name = name
        if outcome.obstacle != nil {
            conclusion = .obstructed
        } else if outcome.violation == nil {
            conclusion = .holds
        } else {
            conclusion = outcome.isIdentical ? .failsAgain : .failsOtherwise
        }
    }

    /// The conclusion, and the timeline where there is a failure to be seen.
    public func text(_ style: TextStyle) -> String {
        let subject = style.ink(.strong, style.words("\(name) · \(file.scenario) · \(file.consumer)"))
        let recorded = "\(file.violation.property.rawValue) at step \(file.violation.step)"
        switch conclusion {
        case .failsAgain:
            return "\(subject) fails again as recorded: " + style.ink(.bad, recorded) + "\n\n" + timeline(style)
        case .holds:
            return "\(subject) " + style.ink(.good, "no longer fails")
                + ": all \(Phrases.count(file.choices.count, "choice")) were followed, and \(recorded) did not happen.\n"
        case .obstructed:
            let number = outcome.obstacle ?? 0
            let choice = outcome.obstacleChoice.map { style.words("\($0)") } ?? "?"
            return "\(subject) " + style.ink(.doubtful, "cannot be followed")
                + ": choice \(number) of \(file.choices.count), '\(choice)', is not possible there any more.\n"
        case .failsOtherwise:
            let found = outcome.violation.map { "\($0.property.rawValue) at step \($0.step)" } ?? ""
            let difference =
                found == recorded
                ? "the same property at the same step, with another history" : "\(found), not \(recorded)"
            return "\(subject) " + style.ink(.doubtful, "fails otherwise than recorded") + ": \(difference)\n\n"
                + timeline(style)
        }
    }

    /// What happened as a Mermaid sequence diagram, a line each; nil where there is no failure to be seen.
    public var sequenceDiagram: [String]? {
        outcome.violation.map {
            SequenceDiagram(outcome.steps, violation: $0, workers: file.bounds.workers).lines()
        }
    }

    private func timeline(_ style: TextStyle) -> String {
        guard let violation = outcome.violation else { return "" }
        let table = TimelineTable(outcome.steps, violation: violation, workers: file.bounds.workers, style: style)
        return (table.lines() + ["", style.wrap(violation.because, label: "because  ")]).joined(separator: "\n") + "\n"
    }
}
