/// Why a schedule came to no verdict.
public struct Doubt: Hashable, Sendable, Codable {
    /// The kinds of reasons.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// A statement did not end, and was ended.
        case endlessStatement = "endless-statement"
        /// The server failed, or something kept a session waiting that is none of the run's.
        case environment
        /// It violated a property, and did not when it was run again.
        case notReplayed = "not-replayed"
        /// A check of the strategy's own could not be answered.
        case unansweredCheck = "unanswered-check"
        /// A program that is a worker did not come to rest, or wanted what no schedule can decide.
        case program
    }

    /// The kind of reason.
    public var kind: Kind
    /// The step in which it came about: the number of the choice, from 1.
    public var step: Int
    /// Why, in a sentence.
    public var because: String

    /// Creates a reason.
    public init(kind: Kind, step: Int, because: String) {
        (self.kind, self.step, self.because) = (kind, step, because)
    }

    /// Whether both tell of the same: the sentence is for people, and its words may change.
    public func isSame(as other: Doubt) -> Bool { kind == other.kind && step == other.step }

    /// What came of it, in half a sentence.
    package var headline: String {
        switch kind {
        case .endlessStatement: "a statement did not end"
        case .environment: "the environment failed"
        case .notReplayed: "does not replay"
        case .unansweredCheck: "a check could not be answered"
        case .program: "a program cannot be judged"
        }
    }
}

extension Doubt {
    init(_ run: VoidRun) {
        let kind: Kind =
            run.isOfCheck
            ? .unansweredCheck : run.isOfProgram ? .program : run.isEndless ? .endlessStatement : .environment
        let prefix = kind == .environment ? "the environment failed: " : ""
        self.init(
            kind: kind,
            step: run.outcome.schedule.count + run.outcome.fairChoices.count, because: prefix + run.failure.reason)
    }
}
