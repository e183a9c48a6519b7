import Scenarios

/// A committed row that changed, in words: `A′ (10) deleted`, or in brief `A′ deleted`.
struct RowWords {
    /// The record's name.
    var record: String
    var full: String
    var brief: String
    /// Whether there is a row.
    var isThere: Bool

    /// The words for a row as it is now: `A′ (10) deleted`, `null`, or `gone`, and which statement made it so, where
    /// that is not to be seen beside it.
    init(_ version: VersionName, _ state: Note.RowState, by writer: String? = nil) {
        record = version.record
        isThere = state.isThere
        let rest = state.isDeleted ? " deleted" : ""
        if !state.isThere {
            (full, brief) = ("gone", "gone")
        } else if let number = state.version {
            (full, brief) = ("\(version) (\(number))\(rest)", "\(version)\(rest)")
        } else {
            (full, brief) = ("null\(rest)", "null\(rest)")
        }
        if let writer {
            full += ", by \(writer)"
            brief += " by \(writer)"
        }
    }

    /// The state, behind the record's name where it does not begin with it.
    var sentence: String { named(full) }

    /// As ``sentence``, in brief.
    var briefSentence: String { named(brief) }

    private func named(_ words: String) -> String { words.hasPrefix(record) ? words : "\(record) \(words)" }
}
