import Mustache

/// Text as HTML can hold it, in an element or an attribute.
///
/// It looks at code points: a quote with an accent on it is one character, and would end an attribute all the same.
struct PageText: MustacheContentType {
    func escapeText(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped += "&lt;".unicodeScalars
            case ">": escaped += "&gt;".unicodeScalars
            case "&": escaped += "&amp;".unicodeScalars
            case "\"": escaped += "&quot;".unicodeScalars
            case "'": escaped += "&#39;".unicodeScalars
            case "\n", "\t": escaped.append(scalar)
            // What could not be seen, or would turn the text around.
            case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": escaped.append("\u{FFFD}")
            default: escaped.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
            }
        }
        return String(escaped)
    }
}
