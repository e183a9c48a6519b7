import Foundation

/// A statement as the server's log has it: what was sent, and what came of it.
struct LoggedStatement: Hashable {
    var text: String
    /// SQLSTATE and message.
    var error: String?
}

/// Reads what a server logs with `log_statement = all`.
enum ServerLog {
    private static let mark = "@@converge@@"

    static let settings = [
        "log_statement": "all", "log_min_messages": "error", "log_min_error_statement": "error",
        "log_line_prefix": "\(mark)%d|%e|",
    ]

    /// The statements that reached a database, in order. Those that Postgres could not parse are known by their error.
    static func statements(in log: [UInt8], database: String) -> [LoggedStatement] {
        var statements: [LoggedStatement] = []
        var error: String?
        for entry in entries(log) where entry.database == database {
            if let text = entry.sentText {
                statements.append(LoggedStatement(text: text))
            } else if entry.kind == "ERROR" {
                error = "\(entry.state) \(entry.message)"
            } else if entry.kind == "STATEMENT", let message = error {
                if statements.last?.error != nil || statements.last?.text.utf8.elementsEqual(entry.message.utf8) != true
                {
                    statements.append(LoggedStatement(text: entry.message))
                }
                statements[statements.count - 1].error = message
                error = nil
            }
        }
        return statements
    }

    /// What was sent between the statements `select 'begin N' where false` and `select 'end N' where false`, by N.
    static func sections(of log: [UInt8], database: String) -> [Int: [LoggedStatement]] {
        var sections: [Int: [LoggedStatement]] = [:]
        var current: Int?
        for statement in statements(in: log, database: database) {
            let words = statement.text.split(separator: "'")
            if words.first == "select ", words.count == 3, words[2].hasPrefix(" where false") {
                let mark = words[1].split(separator: " ")
                if mark.first == "begin", let number = mark.last.flatMap({ Int($0) }) {
                    current = number
                    sections[number] = []
                    continue
                } else if mark.first == "end" {
                    current = nil
                    continue
                }
            }
            if let current { sections[current]?.append(statement) }
        }
        return sections
    }

    private struct Entry {
        var database: String
        var state: String
        var kind: String
        var message: String

        /// The statement of a message such as `statement: select 1` or `execute <unnamed>: select 1`.
        var sentText: String? {
            guard kind == "LOG" else { return nil }
            for start in ["statement: ", "execute <unnamed>: "] where message.utf8.starts(with: start.utf8) {
                return String(Substring(message.utf8.dropFirst(start.utf8.count)))
            }
            return nil
        }
    }

    /// A message's further lines start with a tab.
    private static func entries(_ log: [UInt8]) -> [Entry] {
        var entries: [Entry] = []
        for line in log.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.starts(with: mark.utf8) {
                let text = String(decoding: line.dropFirst(mark.utf8.count), as: UTF8.self)
                let parts = text.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false)
                guard parts.count == 3, let colon = parts[2].range(of: ":  ") else { continue }
                entries.append(
                    Entry(
                        database: String(parts[0]), state: String(parts[1]),
                        kind: String(parts[2][..<colon.lowerBound]),
                        message: String(parts[2][colon.upperBound...])))
            } else if line.first == UInt8(ascii: "\t"), !entries.isEmpty {
                entries[entries.count - 1].message += "\n" + String(decoding: line.dropFirst(), as: UTF8.self)
            }
        }
        return entries
    }
}
