/// psql's booleans: `true`, `false`, `yes`, `no`, `on`, `off` and unambiguous prefixes of them, `1`, `0`; any case.
enum BooleanWord {
    /// The value; nil for what is no boolean.
    static func value(of text: String) -> Bool? {
        let text = text.lowercased()
        if text.isEmpty { return nil }
        if text == "1" { return true }
        if text == "0" { return false }
        // `o` could be either.
        if "true".hasPrefix(text) || "yes".hasPrefix(text) || text == "on" { return true }
        if "false".hasPrefix(text) || "no".hasPrefix(text) || text == "of" || text == "off" { return false }
        return nil
    }
}
