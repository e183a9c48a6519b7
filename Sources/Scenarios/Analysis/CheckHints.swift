/// What the text of checks suggests of the values that pass: constants, patterns, numbers.
struct CheckHints {
    /// Texts that values are compared with, such as those of an `in` list.
    private(set) var texts: [String] = []
    /// Numbers that values or their lengths are compared with.
    private(set) var numbers: [String] = []
    /// Texts that match a pattern, for each of some turns.
    private(set) var matches: [String] = []

    /// How many texts are made for a pattern.
    private static let turns = 24

    init(_ checks: [String]) {
        for check in checks { read(check) }
    }

    private mutating func read(_ check: String) {
        var rest = Substring(check)
        var before = ""
        while let next = rest.first {
            if next == "'" {
                rest.removeFirst()
                take(Self.literal(&rest), behind: before)
                before = ""
            } else if next.isNumber, before.last.map({ !$0.isLetter && !$0.isNumber && $0 != "_" }) ?? true {
                let number = rest.prefix { $0.isNumber || $0 == "." }
                rest.removeFirst(number.count)
                Self.add(String(number), to: &numbers)
                before = "0"
            } else {
                rest.removeFirst()
                if next != " ", next != "(" { before.append(next) }
            }
        }
    }

    private mutating func take(_ text: String, behind operation: String) {
        if operation.hasSuffix("~~") || operation.hasSuffix("~~*") {
            for turn in 0..<Self.turns { Self.add(Self.likeness(text, turn), to: &matches) }
        } else if operation.hasSuffix("~") || operation.hasSuffix("~*") {
            guard let pattern = PatternSample(text) else { return }
            for turn in 0..<Self.turns { Self.add(pattern.text(turn), to: &matches) }
        } else if Double(text) != nil {
            Self.add(text, to: &numbers)
        } else {
            Self.add(text, to: &texts)
        }
    }

    private static func add(_ text: String, to list: inout [String]) {
        if !list.contains(text) { list.append(text) }
    }

    /// What stands up to the closing quote.
    private static func literal(_ rest: inout Substring) -> String {
        var text = ""
        while let next = rest.popFirst() {
            if next != "'" {
                text.append(next)
            } else if rest.first == "'" {
                rest.removeFirst()
                text.append("'")
            } else {
                break
            }
        }
        return text
    }

    /// A text that is `like` a pattern.
    private static func likeness(_ pattern: String, _ turn: Int) -> String {
        var text = ""
        var isEscaped = false
        for character in pattern {
            switch character {
            case "\\" where !isEscaped:
                isEscaped = true
                continue
            case "%" where !isEscaped: text += "a\(turn)"
            case "_" where !isEscaped: text.append(PatternSample.letter(turn))
            default: text.append(character)
            }
            isEscaped = false
        }
        return text
    }
}
