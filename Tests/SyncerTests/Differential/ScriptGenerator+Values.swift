import Bits

/// Variables and expressions.
extension ScriptGenerator {
    /// Values that are awkward as text.
    static let texts = [
        "", "x", "it's", "a\\b'", "\\", "'", "''", "\"q\"", "we\"ird", "$1", "$$", "-- no", "/* no", ";", ":a", ":'a'",
        "a\nb", "\r\n", "\t", "ü", "e\u{301}", "'\u{301}", "\\\u{301}", "\"\u{301}", "'\u{200D}", "😀", "NULL", "E'",
        "a;b'c\"d\\e$f:g", "\u{1}", "12", "-3", "true",
    ]

    /// What may be spliced by `:name`: whole tokens.
    static let spliced = [
        "1", "-1", "1 + 1", "'x'", "'it''s'", "$$d$$", "(select 1)", "null", "E'\\''", "12::text", "seen", "\"s\"",
        "array[1,2]", "", "/* c */ 3", "s",
    ]

    /// The names that scripts may start with, and what they may be.
    static let names: [(name: String, values: [String])] = [
        ("a", texts), ("b", texts), ("Ü_1", texts), ("2nd", texts),
        ("num", ["0", "1", "-1", "42", "9007199254740993", "1.50", "1e3", " 7 ", "x"]),
        ("when", ["2024-01-02T03:04:05Z", "2024-01-02", "tomorrow?"]),
        (
            "yes",
            ["true", "t", "TRUE", "on", "1", "yes", "y", "tru", "off", "of", "o", "no", "0", "f", "", "2", "truee"]
        ),
        ("word", spliced), ("name", ["s", "we\"ird", "S", "\"\u{301}", "a b", ""]),
        ("json", [#"{"a": "it's \\ \""}"#, "[]"]),
    ]

    mutating func textName() -> String {
        if !assigned.isEmpty, random.oneIn(4) { return pick(assigned) }
        return random.oneIn(60) ? "nothing" : pick(["a", "b", "Ü_1", "2nd", "num", "when", "yes", "word", "json"])
    }

    /// An expression that can be cast to text.
    mutating func expression() -> String {
        depth += 1
        defer { depth -= 1 }
        if depth > 3 { return literal() }
        switch random.below(27) {
        case 0...6: return literal()
        case 7: return "\(expression())::text || (\(expression()))::text"
        case 8: return ":'num'\(space())::int +\(space())1"
        case 9: return "(:num + 1)"
        case 10: return "-:num"
        case 11: return ":{?\(textName())}::text"
        case 12: return "coalesce(\(expression()),\(space())'none')"
        case 13: return "upper(\(expression()))"
        case 14: return "length(:'\(textName())')"
        case 15: return "(select \(literal())::text as x)"
        case 16: return "case when \(literal()) = \(literal()) then \(literal()) else \(literal()) end"
        case 17: return "(array[1,2,3])[1:2]::text"
        case 18: return "(array[4,5,6])[:num:3]::text"
        case 19: return "cast(:'\(textName())' as \(pick(["text", "int", "varchar(3)", "numeric", "json", "bool"])))"
        case 20: return "timestamptz :'when'"
        case 21: return "jsonb_build_object('k', :'\(textName())', 'l', \(literal()))"
        case 22: return "format('%s-%L', :'\(textName())', \(literal()))"
        case 23: return "array[\(literal()),\(space()):'\(textName())']::text"
        case 24: return ":'\(textName())' in (\(literal()), :'b')"
        case 25: return "1 / \(pick(["0", ":'num'::int", "(:'num' :: numeric)", "2"]))"
        default: return ":word"
        }
    }

    /// One literal, however it is written.
    mutating func literal() -> String {
        switch random.below(22) {
        case 0: "'a'"
        case 1: "'it''s :''a'' ; \\'"
        case 2: "E'\\'\\\\ :''a;'"
        case 3: "$$it's ; :'a' \\if$$"
        case 4: "$Tag_1$ $$ ; $T$ :a $Tag_1$"
        case 5: "U&'d\\0061t'"
        case 6: "N'n'"
        case 7: "'a'\(pick(["\n", " -- c'\n", "\r\n  "]))'b;'"
        case 8: "e'\\'' \n ';'"
        case 9: "x'1F'::text"
        case 10: "1.5e1"
        case 11: "'é'"
        case 12: "'e\u{301}'"
        case 13: "''"
        default: ":'\(textName())'"
        }
    }

    /// What `\if` and `\elif` may find: mostly booleans.
    mutating func boolean() -> String {
        switch random.below(14) {
        case 0: ":yes"
        case 1: ":'yes'"
        case 2: ":{?\(textName())}"
        case 3: ":\(textName())"
        case 4: "'t'r\"\""
        case 5: "t'r'ue"
        case 6: "'\\164rue'"
        case 7: "'\\x74'"
        case 8: pick(["o", "of", "ON", "yes no", "''", "truex", "2", "nu:num", "::yes", "false:'a'", "\"t\"", "t;"])
        case 9: "''t''"
        case 10: ":yes :word"
        default: pick(["true", "false", "1", "0", "on", "off", "T", "n"])
        }
    }
}
