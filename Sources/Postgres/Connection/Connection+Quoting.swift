extension Connection {
    /// The text as a literal, in quotes. Where a backslash stands in it, an escape string with a space before it, as
    /// psql writes it, so that it means the same whatever `standard_conforming_strings` is.
    public static func quoteLiteral(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return quoted(text, by: "'") }
        return " E" + quoted(text, by: "'", "\\")
    }

    /// The name as a quoted identifier.
    public static func quoteIdentifier(_ name: String) -> String { quoted(name, by: "\"") }

    private static func quoted(_ text: String, by quote: Unicode.Scalar, _ escape: Unicode.Scalar? = nil) -> String {
        var result = String.UnicodeScalarView()
        result.append(quote)
        for scalar in text.unicodeScalars {
            if scalar == quote || scalar == escape { result.append(scalar) }
            result.append(scalar)
        }
        result.append(quote)
        return String(result)
    }
}
