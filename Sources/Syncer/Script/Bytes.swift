/// The classes of bytes that psql's lexer knows (`psqlscan.l`).
extension UInt8 {
    static let newline = UInt8(ascii: "\n")
    static let quote = UInt8(ascii: "'")
    static let doubleQuote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let dollar = UInt8(ascii: "$")
    static let colon = UInt8(ascii: ":")
    static let dash = UInt8(ascii: "-")
    static let slash = UInt8(ascii: "/")
    static let star = UInt8(ascii: "*")

    /// psql's `space`: blank, tab, line feed, carriage return, form feed, vertical tab.
    var isSpace: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }
    /// psql's `horiz_space`.
    var isHorizontalSpace: Bool { isSpace && !isNewline }
    /// psql's `newline`.
    var isNewline: Bool { self == 0x0A || self == 0x0D }
    /// A decimal digit.
    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
    var isOctalDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "7") }
    var isHexadecimalDigit: Bool {
        isDigit || (self | 0x20 >= UInt8(ascii: "a") && self | 0x20 <= UInt8(ascii: "f"))
    }
    /// psql's `ident_start`: letters, `_`, and every byte of a character outside ASCII.
    var startsIdentifier: Bool {
        self == UInt8(ascii: "_") || self >= 0x80
            || (self | 0x20 >= UInt8(ascii: "a") && self | 0x20 <= UInt8(ascii: "z"))
    }
    /// psql's `ident_cont`.
    var continuesIdentifier: Bool { isVariableCharacter || self == .dollar }
    /// psql's `variable_char`.
    var isVariableCharacter: Bool { startsIdentifier || isDigit }
}
