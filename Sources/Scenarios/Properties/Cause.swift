/// Something that a history may show to be the cause of a violation. Each is a file in `Causes`, and a line in ``all``.
struct Cause: Sendable {
    /// Its name.
    let name: String
    /// What happened, and what to do about it; nil where the history does not show this cause.
    let find: @Sendable (CauseEvidence) -> String?

    init(_ name: String, find: @escaping @Sendable (CauseEvidence) -> String?) {
        self.name = name
        self.find = find
    }

    /// Every cause: what is certain stands before what is likely.
    static let all: [Cause] = [
        .lateAck, .serverLost, .ackedUnapplied, .givenUp, .refused, .lockKept, .unmarked, .otherRecord, .stranger,
        .copies, .hiddenByView, .returned, .removedByItself, .nothingWritten, .changedByTrigger, .unwrittenColumn,
        .wrongColumn, .deletionScript, .keptNull, .notUpdated, .overwritten, .computed, .inexact, .commitsApart,
        .followsNothing, .readBefore, .interrupted,
    ]

    /// The advice of the first cause that is found; nil where nothing is known.
    static func advice(_ evidence: CauseEvidence) -> Advice? {
        all.lazy.compactMap { cause in cause.find(evidence).map { Advice(cause: cause.name, text: $0) } }.first
    }
}
