import Scenarios

/// A committed row that changed, in words: `A′ (10) deleted`, or in brief `A′ deleted`.
struct RowWords {
    /// The record's name.
    var record: String
    var full: String
    var brief: String

    /// The words for a row as it is now: `A′ (10) deleted`, `null`, or `gone`.
    init(_ version: VersionName, _ state: Note.RowState) {
        record = version.record
        let rest = state.isDeleted ? " deleted" : ""
        if !state.isThere {
            (full, brief) = ("gone", "gone")
        } else if let number = state.version {
            (full, brief) = ("\(version) (\(number))\(rest)", "\(version)\(rest)")
        } else {
            (full, brief) = ("null\(rest)", "null\(rest)")
        }
    }

    /// The state, behind the record's name where it does not begin with it.
    var sentence: String { full.hasPrefix(record) ? full : "\(record) \(full)" }
}
