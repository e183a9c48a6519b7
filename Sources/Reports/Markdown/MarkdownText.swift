/// Text as GitHub's Markdown shows it word for word.
enum MarkdownText {
    /// Text within a line or a table's cell.
    static func escaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        // Code points: a bar with an accent on it is one character, and ends a cell all the same.
        for scalar in TextStyle().words(text).unicodeScalars {
            switch scalar {
            case "\\", "`", "*", "_", "[", "]", "#", "|", "~", "$": escaped += ["\\", scalar]
            case "&": escaped += "&amp;".unicodeScalars
            case "<": escaped += "&lt;".unicodeScalars
            case ">": escaped += "&gt;".unicodeScalars
            // A name would be told of it.
            case "@": escaped += "&#64;".unicodeScalars
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }

    /// Lines as they are, in a code fence that they cannot close.
    static func block(_ lines: [String], language: String) -> String {
        var fence = "```"
        while lines.contains(where: { $0.contains(fence) }) { fence += "`" }
        return "\(fence)\(language)\n\(lines.joined(separator: "\n"))\n\(fence)\n"
    }

    /// Something to unfold. The title is plain words: Markdown is not read there.
    static func details(_ title: String, _ content: String) -> String {
        "<details><summary>\(title)</summary>\n\n\(content)\n</details>\n"
    }

    /// A table; cells are Markdown already.
    static func table(_ head: [String], _ rows: [[String]], rightAligned: Set<Int> = []) -> String {
        let rule = head.indices.map { rightAligned.contains($0) ? "---:" : "---" }
        return ([head, rule] + rows).map { "| \($0.joined(separator: " | ")) |\n" }.joined()
    }
}
