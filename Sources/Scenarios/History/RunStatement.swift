/// A statement that a worker sent in a history, and what the server said of it.
package struct RunStatement: Hashable, Sendable {
    /// The worker, from 1.
    package var worker: Int
    /// The step in which it was sent, from 1.
    package var sent: Int
    /// The step in which it ended, from 1; nil if it never did.
    package var ended: Int?
    /// Where it was written, as `upsert.sql:3`.
    package var origin: String
    /// Its text, with `$1` for the first parameter.
    package var text: String
    /// The parameters' text; nil for null.
    package var parameters: [String?]
    /// The versions that it was run for.
    package var subjects: [VersionName]
    /// The server's command tag, such as `INSERT 0 1`.
    package var tag: String?
    /// What the server said against it.
    package var failure: Note.Failure?
    /// Whether it waited, for a lock or at a row, before it went on.
    package var waited = false
    /// The step with which what it wrote was committed, from 1; nil if it was not, as far as is known.
    package var committed: Int?
}

extension RunStatement {
    /// How many rows the server says that it wrote; nil where the tag does not tell.
    var rowsWritten: Int? {
        guard let tag, let count = tag.split(separator: " ").last.flatMap({ Int($0) }) else { return nil }
        return ["INSERT ", "UPDATE ", "DELETE ", "MERGE "].contains(where: tag.hasPrefix) ? count : nil
    }

    /// Whether it may have written a row.
    var mayHaveWritten: Bool {
        guard let tag else { return false }
        let words = text.lowercased()
        if let rowsWritten, rowsWritten == 0 { return words.hasPrefix("with") }
        // What a select calls may write, and so may what stands before it; one that reads a table calls what looks.
        if tag.hasPrefix("SELECT") {
            if words.hasPrefix("with") { return ["insert", "update", "delete"].contains { words.contains("\($0) ") } }
            return words.contains("(") && !words.contains("from")
        }
        return rowsWritten != nil || tag == "CALL" || tag == "DO" || tag.hasPrefix("TRUNCATE")
    }

    /// Whether it may have removed a row.
    var mayHaveRemoved: Bool {
        let words = text.lowercased()
        return mayHaveWritten
            && (words.contains("delete") || words.contains("truncate") || tag == "CALL" || tag == "DO"
                || tag?.hasPrefix("SELECT") == true || tag?.hasPrefix("MERGE") == true)
    }

    /// Whether it only read.
    var onlyReads: Bool { tag?.hasPrefix("SELECT") == true && !mayHaveWritten }

    /// Whether it names a table, with or without its schema.
    func names(_ table: String) -> Bool {
        let name = table.split(separator: ".").last.map { $0.lowercased() } ?? table
        return text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { $0 == name }
    }

    /// The records that it was run for.
    package var records: [String] {
        var records: [String] = []
        for subject in subjects where !records.contains(subject.record) { records.append(subject.record) }
        return records
    }

    /// The script's file.
    var file: String { String(origin.prefix { $0 != ":" }) }
}
