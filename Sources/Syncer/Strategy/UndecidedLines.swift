/// What a file's author has yet to decide: comments that begin with `DECIDE:`, as `converge init` leaves them.
enum UndecidedLines {
    static func find(in text: String, file: String) -> [ScriptWarning] {
        var found: [ScriptWarning] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let match = line.firstMatch(of: /^\s*(?:#|--)\s*DECIDE:\s*(.+)/) else { continue }
            let column = line.prefix { $0.isWhitespace }.count + 1
            found.append(
                ScriptWarning(
                    place: Place(file: file, line: number + 1, column: column), message: "decide: \(match.output.1)"))
        }
        return found
    }
}
