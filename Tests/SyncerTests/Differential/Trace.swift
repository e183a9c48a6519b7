import Foundation

/// What came of one run of one script.
struct Trace {
    /// What reached the server.
    var statements: [LoggedStatement] = []
    /// The rows of all statements but those before a `\gset`, as psql prints them.
    var rows = ""
    /// What the tables hold afterwards.
    var tables = ""
    /// Why it stopped before its end; nil if it did not.
    var failure: Failure?

    enum Failure: Hashable {
        /// Postgres said so: the SQLSTATE.
        case sql(String)
        /// The interpreter said so, while the script ran.
        case script(String)
        /// The script was not run at all.
        case refused(String)
    }

    /// How the rows of a result look: psql's unaligned format, with separators that no value has.
    static let fieldSeparator = "\u{1F}"
    static let recordSeparator = "\u{1E}"
    static let null = "<NULL>"

    /// What psql prints for a result.
    static func printed(_ rows: [[String?]]) -> String {
        // psql ends the last row with a line break, and prints nothing where there is none.
        rows.isEmpty
            ? ""
            : rows.map { row in row.map { $0 ?? null }.joined(separator: fieldSeparator) }
                .joined(separator: recordSeparator) + "\n"
    }
}

extension LoggedStatement {
    /// Whether there is nothing in it: psql sends what stands between two `;`, and we do not.
    var isEmpty: Bool { error == nil && Self.skipSpace(text.utf8[...], and: UInt8(ascii: ";")).isEmpty }
    /// Whether psql sent the same: its text has the comments around the statement too, and the `;`.
    func isSame(as psqls: LoggedStatement) -> Bool {
        // A value may be a comment, too, so ours may start with one.
        let text = Self.skipSpace(text.utf8[...])
        let rest = Self.skipSpace(psqls.text.utf8[...])
        guard rest.starts(with: text) else { return false }
        // What psql has sent before the statement counts in the place of an error.
        let more = Self.skipped(psqls.text, rest) - Self.skipped(self.text, text)
        let errors = (Self.moved(error, by: more), Self.moved(psqls.error, by: 0))
        guard errors.0.map({ Array($0.utf8) }) == errors.1.map({ Array($0.utf8) }) else { return false }
        return Self.skipSpace(rest.dropFirst(text.count), and: UInt8(ascii: ";")).isEmpty
    }

    private static func moved(_ error: String?, by count: Int) -> String? {
        // Where the `;` is missed or in the way, Postgres says something else, since we do not send it.
        if let error, error.hasPrefix("42601") { return "42601" }
        guard let error, let range = error.range(of: " at character ", options: .backwards),
            let position = Int(error[range.upperBound...])
        else { return error }
        return error[..<range.upperBound] + "\(position + count)"
    }

    private static func skipped(_ text: String, _ rest: Substring.UTF8View) -> Int {
        text.utf8.prefix(text.utf8.count - rest.count).count { $0 & 0xC0 != 0x80 }
    }

    private static func skipSpace(_ text: Substring.UTF8View, and more: UInt8 = 0x20) -> Substring.UTF8View {
        var text = text
        while let first = text.first {
            if first == more || first == 0x20 || (0x09...0x0D).contains(first) {
                text = text.dropFirst()
            } else if text.starts(with: "--".utf8) {
                text = text.drop { $0 != 0x0A && $0 != 0x0D }
            } else if text.starts(with: "/*".utf8) {
                var depth = 0
                repeat {
                    if text.starts(with: "/*".utf8) {
                        depth += 1
                        text = text.dropFirst(2)
                    } else if text.starts(with: "*/".utf8) {
                        depth -= 1
                        text = text.dropFirst(2)
                    } else {
                        text = text.dropFirst()
                    }
                } while depth > 0 && !text.isEmpty
            } else {
                break
            }
        }
        return text
    }
}
