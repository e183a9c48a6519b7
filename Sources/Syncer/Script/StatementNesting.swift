/// Whether a `;` ends the statement: not inside parentheses, and not in a `begin atomic … end` body.
///
/// The heuristic for bodies is psql's own: `begin`, `case` and `end` count in a statement that starts with
/// `create [or replace] function` or `procedure`.
struct StatementNesting {
    var parentheses = 0
    private var bodies = 0
    private var words = 0
    private var start = ""

    var endsStatement: Bool { parentheses == 0 && bodies == 0 }

    private static let starts: Set<String> = ["cf", "cp", "corf", "corp"]
    private static let heads = ["create", "function", "procedure", "or", "replace"]

    mutating func note(word: String) {
        let word = word.lowercased()
        if words < 4 { start += Self.heads.contains(word) ? String(word.prefix(1)) : "-" }
        words += 1
        guard parentheses == 0, start.first == "c", Self.starts.contains(where: { start.hasPrefix($0) }) else { return }
        switch word {
        case "begin": bodies += 1
        case "case" where bodies > 0: bodies += 1
        case "end": bodies = max(0, bodies - 1)
        default: break
        }
    }
}
