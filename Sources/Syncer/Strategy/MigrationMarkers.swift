/// The comments by which migration tools tell "up" from "down" in one file: goose, sql-migrate, dbmate.
enum MigrationMarkers {
    /// The text with the lines of the down part emptied, so that lines keep their numbers.
    static func upPart(of text: String) -> String {
        var isUp = true
        let marker = /\s*--\s*(?:\+goose|\+migrate|migrate:)\s*(up|down)\b/.ignoresCase()
        // By bytes: to Swift a carriage return and its line feed are one character, which is no line feed.
        return text.utf8.split(separator: .newline, omittingEmptySubsequences: false).map { bytes -> Substring in
            let line = Substring(bytes)
            // Regular expressions are slow, and most lines are no comments.
            if bytes.first(where: { !$0.isSpace }) == .dash, let match = line.prefixMatch(of: marker) {
                isUp = match.1.lowercased() == "up"
            }
            return isUp ? line : ""
        }.joined(separator: "\n")
    }
}
