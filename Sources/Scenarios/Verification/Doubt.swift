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
        }
    }
}

extension Doubt {
    init(_ run: VoidRun) {
        let prefix = run.isEndless ? "" : "the environment failed: "
        self.init(
            kind: run.isEndless ? .endlessStatement : .environment,
            step: run.outcome.schedule.count + run.outcome.fairChoices.count, because: prefix + run.failure.reason)
    }
}
