/// How text may look where it is shown: its width, its characters, its colours.
public struct TextStyle: Hashable, Sendable {
    /// How many characters a line may have.
    public var width: Int
    /// Whether characters beyond ASCII can be shown.
    public var isUnicode: Bool
    /// Whether colours can be shown.
    public var hasColor: Bool

    /// Creates a style.
    public init(width: Int = 80, isUnicode: Bool = true, hasColor: Bool = false) {
        self.width = width
        self.isUnicode = isUnicode
        self.hasColor = hasColor
    }

    /// Text as it can be shown here. What a server or a file wrote may hold anything: control characters, which
    /// could move the cursor, are replaced.
    public func words(_ text: String) -> String {
        var shown = ""
        for character in text {
            if character.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
                shown += " "
            } else if isUnicode || character.isASCII {
                shown.append(character)
            } else {
                shown += Self.ascii[character] ?? "?"
            }
        }
        return shown
    }

    private static let ascii: [Character: String] = [
        "\u{2032}": "'", "\u{2033}": "''", "\u{2034}": "'''", "\u{2057}": "''''", "\u{207D}": "^(", "\u{207E}": ")",
        "\u{2070}": "0", "\u{00B9}": "1", "\u{00B2}": "2", "\u{00B3}": "3", "\u{2074}": "4", "\u{2075}": "5",
        "\u{2076}": "6", "\u{2077}": "7", "\u{2078}": "8", "\u{2079}": "9", "×": "x", "–": "-", "—": "-", "…": "...",
        "·": "|", "→": "->", "“": "\"", "”": "\"", "‘": "'", "’": "'", "✓": "ok", "✗": "X", "│": "|", "─": "-",
        "≤": "<=", "≥": ">=", "┆": ":", "‖": "=", "●": "*",
    ]
}

extension TextStyle {
    func ink(_ ink: Ink, _ text: String) -> String {
        hasColor && !text.isEmpty ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Breaks a sentence into lines, the further ones indented.
    func wrap(_ text: String, label: String) -> String { fill(text.split(separator: " ").map(String.init), label) }

    /// Breaks a list into lines between its items, the further ones indented. Only an item that is longer than a line
    /// is broken, and then at its spaces, but for those that do not break (U+00A0).
    func wrap(items: [String], label: String) -> String {
        let punctuated = items.enumerated().map { $1 + ($0 < items.count - 1 ? "," : "") }
        let parts = punctuated.flatMap { item in
            words(item).count <= room(behind: label) ? [item] : item.split(separator: " ").map(String.init)
        }
        return fill(parts, label)
    }

    /// How many characters a line has beside a label.
    private func room(behind label: String) -> Int { max(40, width) - label.count }

    private func fill(_ parts: [String], _ label: String) -> String {
        let indent = String(repeating: " ", count: label.count)
        var lines: [String] = []
        var line = ""
        for part in parts.map({ words($0.replacing("\u{00A0}", with: " ")) }) {
            if !line.isEmpty, line.count + 1 + part.count > room(behind: label) {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + part
        }
        lines.append(line)
        return ink(.strong, label) + lines.joined(separator: "\n" + indent)
    }
}
