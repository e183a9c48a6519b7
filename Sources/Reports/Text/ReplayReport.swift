public import Scenarios

/// What `replay` concludes and prints.
public struct ReplayReport: Sendable {
    /// What came of a replay.
    public enum Conclusion: String, Hashable, Sendable, Codable {
        /// It fails again, as recorded.
        case failsAgain = "fails-again"
        /// The scripts have changed, and the same property is still violated.
        case stillFails = "still-fails"
        /// It fails, but not as recorded.
        case failsOtherwise = "fails-otherwise"
        /// It no longer fails.
        case holds = "no-longer-fails"
        /// A choice could not be made.
        case obstructed = "cannot-be-followed"
        /// It came to no verdict: a statement did not end, the environment failed, what did not replay still does not, or
        /// the search of the same workload, where a choice could not be made, is inconclusive.
        case unknown = "inconclusive"
    }

    /// What came of it.
    public let conclusion: Conclusion
    private let outcome: ReplayOutcome
    private let file: FailureFile
    private let name: String

    /// Draws the conclusion.
    public init(_ outcome: ReplayOutcome, of file: FailureFile, name: String) {
        self.outcome = outcome
        self.file = file
        self.name = name
        conclusion = Self.conclusion(outcome, of: file)
    }

    private static func conclusion(_ outcome: ReplayOutcome, of file: FailureFile) -> Conclusion {
        if let search = outcome.search?.result {
            if search.verdict.holds { return .holds }
            guard search.verdict == .violated else { return .unknown }
            return search.property == file.violation?.property ? .stillFails : .failsOtherwise
        }
        if outcome.obstacle != nil { return .obstructed }
        if outcome.doubt != nil { return .unknown }
        guard let violation = outcome.violation else {
            // It never failed twice.
            return file.doubt?.kind == .notReplayed && !outcome.hasChanged ? .unknown : .holds
        }
        guard let recorded = file.violation else { return .failsOtherwise }
        if outcome.isIdentical { return .failsAgain }
        return outcome.hasChanged && violation.property == recorded.property ? .stillFails : .failsOtherwise
    }

    /// The conclusion, and the timeline where there is a failure to be seen.
    public func text(_ style: TextStyle) -> String {
        let subject = style.ink(.strong, style.words("\(name) · \(file.scenario) · \(file.consumer)"))
        let recorded = "\(file.mark.title) at step \(file.mark.step)"
        if let search = outcome.search { return text(of: search, subject, style) }
        switch conclusion {
        case .failsAgain:
            return "\(subject) fails again as recorded: " + style.ink(.bad, recorded) + "\n\n" + timeline(style)
        case .stillFails:
            let found = outcome.violation.map { "\($0.property.rawValue) at step \($0.step)" } ?? ""
            return "\(subject) still fails: " + style.ink(.bad, found) + "\n\n" + timeline(style)
        case .unknown where outcome.doubt != nil:
            let again = outcome.isIdentical ? " again, as recorded" : ""
            return "\(subject) is " + style.ink(.doubtful, "inconclusive") + again + "\n\n" + timeline(style)
        case .unknown:
            return "\(subject) is " + style.ink(.doubtful, "inconclusive")
                + ": all \(file.choices.count.counted("choice")) were followed, and it did not fail this time either.\n"
        case .holds:
            return "\(subject) " + style.ink(.good, "no longer fails")
                + ": all \(file.choices.count.counted("choice")) were followed, and \(recorded) did not happen.\n"
        case .obstructed:
            return "\(subject) " + style.ink(.doubtful, "cannot be followed") + ": \(obstacle(style)).\n"
        case .failsOtherwise:
            let found = outcome.violation.map { "\($0.property.rawValue) at step \($0.step)" } ?? ""
            let difference =
                found == recorded
                ? "the same property at the same step, with another history" : "\(found), not \(recorded)"
            return "\(subject) " + style.ink(.doubtful, "fails otherwise than recorded") + ": \(difference)\n\n"
                + timeline(style)
        }
    }

    private func obstacle(_ style: TextStyle) -> String {
        let choice = outcome.obstacleChoice.map { style.words("\($0)") } ?? "?"
        return "choice \(outcome.obstacle ?? 0) of \(file.choices.count), '\(choice)', is not possible there any more"
    }

    /// What the search of the same workload found.
    private func text(of search: CellOutcome, _ subject: String, _ style: TextStyle) -> String {
        let result = search.result
        let found = result.property?.rawValue ?? "a property"
        let verdict =
            switch conclusion {
            case .stillFails: style.ink(.bad, "still fails") + ": \(found)"
            case .failsOtherwise:
                style.ink(.bad, "fails otherwise") + ": \(found), not \(file.mark.title)"
            case .holds:
                style.ink(.good, "no longer fails")
                    + ": held in \(result.schedules.counted("schedule")), hazard in \(result.hazards)"
            default: style.ink(.doubtful, "inconclusive") + ": \(result.because ?? "no reason is known")"
            }
        let why = "With the changed scripts, \(obstacle(style)); so the same workload was searched afresh."
        let head = "\(subject) \(verdict)\n\n\(style.wrap(why, label: ""))\n"
        guard let failure = search.failure else { return head }
        return head + "\n" + failure.text(name: name, path: nil, style: style)
    }

    /// What happened as a Mermaid sequence diagram, a line each; nil where there is no failure to be seen.
    public var sequenceDiagram: [String]? {
        if let found = outcome.search?.failure {
            return SequenceDiagram(found.steps, mark: found.file.mark, workers: found.file.bounds.workers).lines()
        }
        return mark.map { SequenceDiagram(outcome.steps, mark: $0, workers: file.bounds.workers).lines() }
    }

    /// What the history that came of it is told for; nil if nothing failed.
    private var mark: HistoryMark? {
        var mark = outcome.violation.map(HistoryMark.init) ?? outcome.doubt.map(HistoryMark.init)
        mark?.consumer = file.consumer
        return mark
    }

    private func timeline(_ style: TextStyle) -> String {
        guard let mark else { return "" }
        let table = TimelineTable(outcome.steps, mark: mark, workers: file.bounds.workers, style: style)
        return (table.lines() + ["", style.wrap(mark.because, label: "because  ")]).joined(separator: "\n") + "\n"
    }
}
