import Scenarios

extension FailureReport {
    /// What to try, by the cause that the history shows; nil where nothing is known.
    var whatToTry: String? {
        if file.violation != nil { return advice?.text }
        return switch file.doubt?.kind {
        case .endlessStatement:
            "look why that statement does not end; if it only takes long, give a longer --statement-limit"
        case .notReplayed:
            "look for real time and chance in the scripts and the schema; the timeline shows the run that did not fail"
        case .program: "see docs/workers.md for what must be true of a program"
        case .unansweredCheck: "mend that query: it has met rows or records that it cannot take"
        case .environment, nil: "run the check again: what failed is none of the scripts' doing, as far as can be seen"
        }
    }
}
