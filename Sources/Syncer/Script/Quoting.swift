/// How values are quoted in SQL text, as libpq does it (`PQescapeLiteral`, `PQescapeIdentifier`).
enum Quoting {
    static func literal(_ value: String) -> String {
        let quoted = "'" + value.replacing("'", with: "''") + "'"
        // libpq sets a blank before the E, lest it join a word before it.
        return value.contains("\\") ? " E" + quoted.replacing("\\", with: "\\\\") : quoted
    }

    static func identifier(_ value: String) -> String {
        "\"" + value.replacing("\"", with: "\"\"") + "\""
    }
}
